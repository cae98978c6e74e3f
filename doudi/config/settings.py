"""设置：every setting in one file, read from the environment once.

    DOUDI_MODE        production (default), demonstration or test
    DOUDI_DATA        data folder: own database, keys, anchors, documents (default: ./doudi-data)
    DATABASE_URL      another PostgreSQL server, as the role doudi_app; without it Doudi starts its own
    DATABASE_OWNER_URL  the same database as the role doudi_owner, for migrations only
    DOUDI_SECRET_KEY  signs sessions; without it a key file in the data folder
    DOUDI_KEY_FILE    keys of the vault, outside the database
    DOUDI_ANCHOR_FILE heads of the audit chain, outside the database, best on another volume
    DOUDI_HOSTS       host names answered to, separated by commas
    DOUDI_PROXIES     the office's own proxies, addresses or networks separated by commas; only they are believed
                      when they tell for whom they ask (default: this machine)
    DOUDI_CLOCK       a fixed day (YYYY-MM-DD) for demonstration and tests; production refuses it
    DOUDI_UNCLAIMED_SCAN_DAYS  how many days scanned pages wait for who claims them, then the night clears them (90)
    DOUDI_DEBUG       1 shows faults in the browser; production refuses it

What production refuses is checked at boot (`doudi.config.boot`), so that tools may read this file anywhere.
"""

import os
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from doudi.config import postgres
from doudi.config.logs import logging_configuration

INSECURE_KEY = "insecure-key-for-demonstration-and-tests-only"


def _text(name: str, default: str) -> str:
    return os.environ.get(name, "").strip() or default


def _day(name: str) -> date | None:
    written = _text(name, "")
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise ImproperlyConfigured(f"{name} 应写成 2022-03-07 这样的日期，现为“{written}”。") from None


def _days(name: str, default: int) -> int:
    written = _text(name, str(default))
    if not (written.isascii() and written.isdigit() and int(written)):
        raise ImproperlyConfigured(f"{name} 应写成 1 以上的整数（天），现为“{written}”。")
    return int(written)


def _server(name: str) -> dict[str, object]:
    """One PostgreSQL address from the environment as Django spells it."""
    address = urlsplit(_text(name, ""))
    if address.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(f"{name} 应以 postgresql:// 开头：兜底只使用 PostgreSQL。")
    return {
        "NAME": unquote(address.path[1:]),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": address.hostname or "",
        "PORT": str(address.port or ""),
        "OPTIONS": dict(parse_qsl(address.query)),
    }


MODE = _text("DOUDI_MODE", "production")
PRODUCTION = MODE == "production"
DATA = Path(_text("DOUDI_DATA", "doudi-data")).resolve()
CLOCK_DAY = _day("DOUDI_CLOCK")
DEBUG = _text("DOUDI_DEBUG", "0") == "1"

_key_file = DATA / "secret.key"
SECRET_KEY = _text("DOUDI_SECRET_KEY", _key_file.read_text().strip() if _key_file.exists() else INSECURE_KEY)
ALLOWED_HOSTS = _text("DOUDI_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
TRUSTED_PROXIES = [each.strip() for each in _text("DOUDI_PROXIES", "127.0.0.1,::1").split(",")]
VAULT_KEY_FILE = Path(_text("DOUDI_KEY_FILE", str(DATA / "vault-keys.json")))
ANCHOR_FILE = Path(_text("DOUDI_ANCHOR_FILE", str(DATA / "anchors.txt")))
DOCUMENT_FOLDER = DATA / "documents"
UNCLAIMED_SCAN_DAYS = _days("DOUDI_UNCLAIMED_SCAN_DAYS", 90)

# The own server listens in a place that follows from the data folder, so reading settings starts nothing.
OWN_SERVER = not _text("DATABASE_URL", "")
OWN_DATABASE = "doudi"


def _database(variable: str, role: str) -> dict[str, object]:
    if OWN_SERVER:
        place: dict[str, object] = {
            "NAME": OWN_DATABASE,
            "USER": role,
            "HOST": str(postgres.home(DATA).socket),
            # A text that is asked again is prepared; another server may stand behind a pooler, which forgets it.
            "OPTIONS": {"prepare_threshold": 1},
        }
    else:
        place = _server(variable)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        **place,
    }


DATABASES = {"default": _database("DATABASE_URL", postgres.APP)}
if OWN_SERVER or _text("DATABASE_OWNER_URL", ""):
    DATABASES["owner"] = _database("DATABASE_OWNER_URL", postgres.OWNER)
DATABASE_ROUTERS = ["doudi.config.routing.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# ATOMIC_REQUESTS stays off: `acting_as` opens the transaction and sets the scope in it.

INSTALLED_APPS = [
    "doudi.records",
    "doudi.casework",
    "doudi.money",
    "doudi.oversight",
    "doudi.web",
    "doudi.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "axes",
    "csp",
    "django_otp",
]
MIDDLEWARE = [
    "doudi.config.callers.caller_address",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "doudi.records.staff.sessions.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "doudi.config.urls"
WSGI_APPLICATION = "doudi.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "doudi.web.frame.frame",
                *(["doudi.config.demo_accounts.shown"] if MODE == "demonstration" else []),
            ],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"

AUTH_USER_MODEL = "records.Officer"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "doudi.records.staff.sessions.OfficerBackend",
]
PASSWORD_HASHERS = [
    *(["doudi.config.demo_password.PublishedPassword"] if MODE == "demonstration" else []),
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "doudi.web.sign_in.views.locked_out"

# Every file with jobs is named here, so that a worker knows them all.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = [
    "doudi.records.jobs.house",
    "doudi.records.documents.sweeping",
    "doudi.casework.cases.recounting",
    "doudi.casework.brought_over.jobs",
    "doudi.casework.uprating.jobs",
]
if MODE == "demonstration":
    PROCRASTINATE_IMPORT_PATHS.append("doudi.config.demo_loading")

SESSION_ENGINE = "doudi.records.staff.sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_SAMESITE = "Strict"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = logging_configuration(_text("DOUDI_LOG_LEVEL", "INFO"))
