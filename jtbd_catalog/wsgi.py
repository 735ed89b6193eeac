"""The callable that web servers load."""

import os

from django.core.wsgi import get_wsgi_application

from jtbd_catalog.encodings import Utf8Only

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jtbd_catalog.settings")

application = Utf8Only(get_wsgi_application())
