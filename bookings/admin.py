"""Where Django looks for the administration of this room. Patients' data has none: it is seen at the desk."""

from .urgency import red_flag_admin  # noqa: F401 - registers itself
