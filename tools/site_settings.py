"""The project's settings for a site of tools.site: static files served from where they lie."""

from jtbd_catalog.settings import *  # noqa: F403
from jtbd_catalog.settings import STORAGES

STATIC_ROOT = None  # type: ignore[assignment]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
