"""The callable that web servers load."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jtbd_catalog.settings")

application = get_wsgi_application()
