"""The web: signed in to the database as the application, which can never become the system."""

import os
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ehtrack.settings")
os.environ["EHTRACK_PROCESS"] = "web"  # before the settings are read

application = get_wsgi_application()

if not settings.WEB:
    raise ImproperlyConfigured("The settings were read for the system. Start the web by itself: gunicorn ehtrack.wsgi")

# A role with too much power ends the process here (ehtrack.lib.postgres); a database that is down may come up later.
with suppress(OperationalError):
    connection.ensure_connection()
connection.close()
