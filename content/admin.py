"""Where Django looks for the administration of this room; it stands in content/editing."""

from .editing import block_admin, condition_admin, feedback_admin, testimonial_admin, treatment_admin  # noqa: F401 - they register themselves
