"""Every setting, read from the environment.

Without ``DATABASE_URL`` ehtrack runs in local mode: embedded PostgreSQL and Valkey in ``EHTRACK_LOCAL_DIR``, owned by
``ehtrack.local``. With it, the same program runs on real servers, and refuses what only a demonstration may have.
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import pghistory
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from psycopg import IsolationLevel

from ehtrack import local, openid
from ehtrack.lib import logs

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_MODE = not os.environ.get("DATABASE_URL")
DEMONSTRATION = LOCAL_MODE
WEB = os.environ.get("EHTRACK_PROCESS") == "web"  # said by ehtrack.wsgi alone


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, str(int(default))).lower() in {"1", "true", "yes", "on"}


def _list(name: str) -> list[str]:
    return [item.strip() for item in os.environ.get(name, "").split(",") if item.strip()]


def _required(name: str) -> str:
    if not os.environ.get(name):
        raise ImproperlyConfigured(f"Set {name}: with DATABASE_URL set, ehtrack runs on real servers and needs it.")
    return os.environ[name]


def _database(url: str) -> dict:
    parts = urlsplit(url)
    return {
        "ENGINE": "ehtrack.lib.postgres",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or dict(parse_qsl(parts.query)).get("host", ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {key: value for key, value in parse_qsl(parts.query) if key != "host"},
    }


# Core ----------------------------------------------------------------------------------------------------------------

DEBUG = _flag("EHTRACK_DEBUG")
if LOCAL_MODE:
    SECRET_KEY = local.secret_key()
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *_list("EHTRACK_HOSTS")]
else:
    SECRET_KEY = _required("EHTRACK_SECRET_KEY")
    ALLOWED_HOSTS = [*_list("EHTRACK_HOSTS")] or [_required("EHTRACK_HOSTS")]
    if DEBUG:
        raise ImproperlyConfigured("EHTRACK_DEBUG cannot be on with DATABASE_URL set: it would show records in errors.")
    if len(SECRET_KEY) < 50 or SECRET_KEY.startswith(local.SECRET_PREFIX):
        raise ImproperlyConfigured("EHTRACK_SECRET_KEY must be your own random text of at least 50 characters.")
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("EHTRACK_HOSTS must name the site's hosts; * would accept any.")

ROOT_URLCONF = "ehtrack.urls"
WSGI_APPLICATION = "ehtrack.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "dashboards",
    "assessments",
    "agencies",
    "ehtrack",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "ehtrack.headers.HeadersMiddleware",
    "dashboards.waking.WakingMiddleware",
    "agencies.unit_of_work.UnitOfWorkMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "agencies.session_limits.SessionLimitsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "agencies.acting.ActingMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "agencies.context.page",
            ],
            "builtins": ["ehtrack.lib.components"],
        },
    }
]

# Time and words ------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
DATE_INPUT_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]

# Databases: one server, four roles -----------------------------------------------------------------------------------
# default = whom this process works as: the system, but in the web the application, which cannot become the system.
# app = the application wherever it is asked, owner = migrations only, reporting = counts, read only.

if LOCAL_MODE:
    DATABASES = {role: local.database(role) for role in ("app", "owner", "reporting")}
    DATABASES["default"] = local.database("app" if WEB else "system")
else:
    DATABASES = {
        "app": _database(os.environ["DATABASE_URL"]),
        "owner": _database(_required("DATABASE_OWNER_URL")),
        "reporting": _database(_required("DATABASE_REPORTING_URL")),
        "default": _database(os.environ["DATABASE_URL"] if WEB else _required("DATABASE_SYSTEM_URL")),
    }
APP_ROLE = DATABASES["app"]["USER"]
SYSTEM_ROLE = "" if WEB else DATABASES["default"]["USER"]
DATABASES["reporting"]["OPTIONS"]["isolation_level"] = IsolationLevel.REPEATABLE_READ  # a snapshot, see measures
for _alias, _settings in DATABASES.items():
    _settings["CONN_MAX_AGE"] = 0 if _alias == "owner" else 60
    _settings["CONN_HEALTH_CHECKS"] = True

# Jobs ----------------------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = local.broker_url() if LOCAL_MODE else _required("REDIS_URL")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "visibility_timeout": 3600,
    "max_retries": 0,  # whoever sends a task asks once; a worker has retries of its own
}

# In the database, so that sign-in and its rate limits do not depend on the broker.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "ehtrack_cache"}}

# Sign-in -------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "agencies.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # the email is unique without regard to case, by a constraint
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "agencies.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if LOCAL_MODE else "https"
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "10/15m/key"}  # passwords: agencies.services.lockout
ALLAUTH_TRUSTED_PROXY_COUNT = int(_flag("EHTRACK_BEHIND_PROXY"))

SECOND_FACTOR_REQUIRED = _flag("EHTRACK_SECOND_FACTOR", not LOCAL_MODE)
MFA_ADAPTER = "agencies.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "ehtrack"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute wrong
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL_MODE

OPENID_PROVIDERS = openid.providers(os.environ.get("EHTRACK_OPENID_PROVIDERS", ""))
SOCIALACCOUNT_ADAPTER = "agencies.openid_connect.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = openid.allauth_settings(OPENID_PROVIDERS)

SESSION_ENGINE = "agencies.sessions"  # how long one lasts: agencies.session_limits
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

EMAIL_BACKEND = f"django.core.mail.backends.{'console' if LOCAL_MODE else 'smtp'}.EmailBackend"
EMAIL_HOST = os.environ.get("EHTRACK_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EHTRACK_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EHTRACK_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EHTRACK_EMAIL_PASSWORD", "")
EMAIL_TIMEOUT = 10  # seconds: an invitation is sent within the request
EMAIL_USE_TLS = _flag("EHTRACK_EMAIL_TLS")
DEFAULT_FROM_EMAIL = os.environ.get("EHTRACK_EMAIL_FROM", "ehtrack@localhost")
ALARM_EMAILS = _list("EHTRACK_ALARM_EMAILS")  # who is told at night that a figure differs from its records

# Headers -------------------------------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL_MODE
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = not LOCAL_MODE and _flag("EHTRACK_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("EHTRACK_BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 0 if LOCAL_MODE else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL_MODE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = _list("EHTRACK_ORIGINS")
CSRF_FAILURE_VIEW = "agencies.views.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *openid.origins(OPENID_PROVIDERS)],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Words ---------------------------------------------------------------------------------------------------------------

MASH_PHONE = os.environ.get("EHTRACK_MASH_PHONE", "0345 050 7666")

# Look ----------------------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = None if LOCAL_MODE else Path(os.environ.get("EHTRACK_STATIC_ROOT", BASE_DIR / "static-collected"))
STATICFILES_DIRS = [BASE_DIR / "ehtrack" / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL_MODE
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = LOCAL_MODE
CRISPY_ALLOWED_TEMPLATE_PACKS = "govuk"
CRISPY_TEMPLATE_PACK = "govuk"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Files ---------------------------------------------------------------------------------------------------------------

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
IMPORT_MAX_BYTES = 100 * 1024 * 1024

# Logs: ids only, never names, dates of birth, addresses or free text -------------------------------------------------

LOGGING = logs.configuration(os.environ.get("EHTRACK_LOG_LEVEL", "INFO" if not LOCAL_MODE else "WARNING"))

# History: what a row looked like before each change, written by statement-level triggers --------------------------

PGHISTORY_APPEND_ONLY = True
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="history")  # "events" are the chronology's
