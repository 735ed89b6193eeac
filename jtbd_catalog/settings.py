"""One settings file for every place, driven by the environment (names in docs/operator.md)."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.csp import CSP

from jtbd_catalog.databases import database_settings
from jtbd_catalog.environment import Environment, split_words

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = Environment(VAR_DIR / "env")

DEBUG = env.flag("DEBUG")
# Only DEBUG forgives that these are missing.
LOCAL = {"SECRET_KEY": "for-development-only", "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]"}
SECRET_KEY = env.required("SECRET_KEY", "a-long-random-text", LOCAL if DEBUG else {})
ALLOWED_HOSTS = split_words(
    env.required("ALLOWED_HOSTS", "surveys.example.org", LOCAL if DEBUG else {})
)

# Where people reach this site. Links that leave the site (a survey's address) begin with it.
PUBLIC_URL = env.text("PUBLIC_URL").rstrip("/")
IS_HTTPS = urlsplit(PUBLIC_URL).scheme == "https"
# How many proxies of ours stand in front; none means that no forwarding header is believed.
TRUSTED_PROXIES = env.count("TRUSTED_PROXIES")
# How many may begin one survey from one network within a minute before others are let in more
# slowly, and within an hour before their responses are flagged. A mailing to a company or
# university of thousands behind one address stays below both.
STARTS_PER_MINUTE = env.count("STARTS_PER_MINUTE") or 600
STARTS_PER_HOUR = env.count("STARTS_PER_HOUR") or 10 * STARTS_PER_MINUTE

INSTALLED_APPS = [
    "jtbd_catalog",
    "journeys",
    "surveys",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jtbd_catalog.compression.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "jtbd_catalog.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "jtbd_catalog.origins.FormOriginMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "jtbd_catalog.urls"
WSGI_APPLICATION = "jtbd_catalog.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {
    "default": database_settings(
        env.text("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'jtbd.sqlite3'}"
    )
}

# Accounts
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "surveys:survey_list"
LOGOUT_REDIRECT_URL = "journeys:journey_list"

# Languages and times
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("de", "German"),
    ("es", "Spanish"),
    ("fr", "French"),
    ("ar", "Arabic"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
# Where people choose their language; everywhere else it is LANGUAGE_CODE.
TRANSLATED_PATHS = ("/respond/", "/responses/", "/receipt/")
TIME_ZONE = "UTC"
USE_TZ = True

# Static files: hashed names, compressed once by collectstatic, served by this process.
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "jtbd_catalog.stylesheets.LayersFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# What the browser is told to allow. No page has an inline script or style.
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS") + ([PUBLIC_URL] if PUBLIC_URL else [])
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_SSL_REDIRECT = IS_HTTPS and TRUSTED_PROXIES > 0
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
# Whether other hosts of the domain speak https only is for their operator to say.
# `FormOriginMiddleware` is the protection of forms.
SILENCED_SYSTEM_CHECKS = ["security.W003", "security.W005", "security.W021"]

# A whole page of a long survey is one POST.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "masked": {
            "()": "jtbd_catalog.logs.MaskingFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "masked"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
