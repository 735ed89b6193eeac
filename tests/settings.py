"""The project's settings with only what tests need added; the database is DATABASE_URL's."""

import os
import tempfile
from pathlib import Path

os.environ["SECRET_KEY"] = "for-tests-only"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["DEBUG"] = "0"
os.environ["PUBLIC_URL"] = ""
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")

from jtbd_catalog.settings import *  # noqa: F403
from jtbd_catalog.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE, TEMPLATES

# A file, not memory, under both names: several connections at once behave as they do for people,
# and the live server's threads do not share (and close) the test's own connection.
# The folder goes when the process does.
if DATABASES["default"]["ENGINE"] == "jtbd_catalog.sqlite":
    FOLDER = tempfile.TemporaryDirectory(prefix="jtbd-test-", ignore_cleanup_errors=True)
    DATABASES["default"]["NAME"] = Path(FOLDER.name) / "jtbd.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": Path(FOLDER.name) / "test.sqlite3"}

# A query inside a loop fails the test that walks into it.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True

# Coverage of templates needs their debug information.
TEMPLATES = [{**TEMPLATES[0], "OPTIONS": {**TEMPLATES[0]["OPTIONS"], "debug": True}}]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
