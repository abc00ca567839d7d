"""How the people who work here sign in, prove who they are, and look after their login. Patients have none."""
