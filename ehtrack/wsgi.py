import os
from contextlib import suppress

from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ehtrack.settings")

application = get_wsgi_application()

# A role with too much power ends the process here (ehtrack.lib.postgres); a database that is down may come up later.
with suppress(OperationalError):
    connection.ensure_connection()
connection.close()
