"""Django's PostgreSQL backend, with an end to every wait.

Limits that a server is asked to keep (statement_timeout and the like) end what a server that works takes too long for.
A server that is frozen keeps none of them: an open connection hangs until it is thawed. So each process watches its own
waits, and ends those that nobody will answer (watching.py). ENGINE names this package.
"""
