#!/usr/bin/env python
"""Django's command line for this site."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hospital_site.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # An operator needs the sentence, not the traceback.
        sys.exit(f"Configuration: {error}")


if __name__ == "__main__":
    main()
