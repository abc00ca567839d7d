"""How long the database works for a page or a job before it refuses: one slow question holds up nobody else."""

from django.conf import settings


def keep_limits(statement_seconds):
    """For all connections that this process opens from now on."""
    settings.DATABASES["default"]["LIMITS"] = {
        "statement_timeout": f"{statement_seconds}s",
        "lock_timeout": f"{settings.LOCK_SECONDS}s",
        "idle_in_transaction_session_timeout": f"{settings.IDLE_TRANSACTION_SECONDS}s",
    }
