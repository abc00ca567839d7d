"""The WSGI application that gunicorn serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from .operating.database_limits import keep_limits

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hospital_site.settings")

application = get_wsgi_application()
keep_limits(settings.STATEMENT_SECONDS)
