"""Settings from environment variables; docs/operating.md lists them all, and a test holds it to that.

Reading them starts nothing and asks nobody: type checkers and editors import this module too. Values that cannot be
understood become system checks (:mod:`.checks`).
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from hehuo.doors.cli.embedded import Cluster
from hehuo.doors.cli.house import var

from . import database, env, logs, mail, security

PACKAGE = Path(__file__).resolve().parent.parent
VAR = var()

# --- Whom we serve ---------------------------------------------------------------------------------------------------

DEBUG = env.flag("HEHUO_DEBUG")
DEMO = env.flag("HEHUO_DEMO")
DEVELOPMENT_KEY = "insecure-for-development-only"
SECRET_KEY = env.text("HEHUO_SECRET_KEY", DEVELOPMENT_KEY)
HEHUO_DATA_KEY = env.text("HEHUO_DATA_KEY")
ALLOWED_HOSTS = env.words("HEHUO_HOSTS", "127.0.0.1,localhost,[::1]")
#: Serving more than this machine itself is production, with everything that this demands.
PRODUCTION = security.serves_others(ALLOWED_HOSTS)
HTTPS = env.flag("HEHUO_HTTPS", default=PRODUCTION)
PROXIES = env.number("HEHUO_PROXIES", 0)
CSRF_TRUSTED_ORIGINS = env.words("HEHUO_ORIGINS")
SITE_URL = env.text("HEHUO_URL", "http://127.0.0.1:8000").rstrip("/")

# --- Database, cache, jobs -------------------------------------------------------------------------------------------

DATABASES = {
    "default": database.parse(env.text("DATABASE_URL") or Cluster(VAR).url(), pool=env.number("HEHUO_DB_POOL", 0))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "hehuo.ground.cache.SharedCache", "LOCATION": "cache"}}
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}

# --- The house -------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "hehuo.config",
    "hehuo.doors.desk",
    "hehuo.doors.square",
    "hehuo.doors.api",
    "hehuo.doors.hotline",
    "hehuo.doors.notices",
    "hehuo.doors.cli",
    "hehuo.watches",
    "hehuo.custody",
    "hehuo.actions",
    "hehuo.whistles",
    "hehuo.partnerships",
    "hehuo.cases",
    "hehuo.charter",
    "hehuo.deliberation",
    "hehuo.matters",
    "hehuo.files",
    "hehuo.policies",
    "hehuo.parties",
    "hehuo.places",
    "hehuo.journal",
    "hehuo.ground",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "hehuo.config.health.HealthMiddleware",
    "hehuo.ground.middleware.RequestIdMiddleware",
    "hehuo.ground.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "hehuo.doors.api.middleware.OneErrorShapeMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hehuo.parties.middleware.ViewerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hehuo.ground.middleware.IdleSignOutMiddleware",
    "hehuo.ground.middleware.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hehuo.ground.middleware.ErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]
#: Programs have keys, not sessions: below ``/api/`` what serves people's pages alone is left out (config.wsgi).
API_MIDDLEWARE = [
    name
    for name in MIDDLEWARE
    if not name.startswith(("whitenoise.", "allauth.", "axes.", "django_htmx."))
    and name.rpartition(".")[2]
    not in {
        "SessionMiddleware",
        "CsrfViewMiddleware",
        "AuthenticationMiddleware",
        "ViewerMiddleware",
        "MessageMiddleware",
        "IdleSignOutMiddleware",
        "SecondFactorMiddleware",
    }
]
ROOT_URLCONF = "hehuo.config.urls"
WSGI_APPLICATION = "hehuo.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "hehuo.doors.square.context.square",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "hehuo.ground.forms.Renderer"

# --- Accounts --------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "parties.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "hehuo.config.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[合伙 Hehuo] "
# Whoever types a stranger's address makes us write to nobody.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
MFA_ADAPTER = "hehuo.config.accounts.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Hehuo"
MFA_ALLOW_UNVERIFIED_EMAIL = True
SECOND_FACTOR_REQUIRED = (
    env.choice("HEHUO_SECOND_FACTOR", ("required", "off"), "required" if PRODUCTION else "off") == "required"
)
IDLE_MINUTES = env.number("HEHUO_IDLE_MINUTES", 30)
SESSION_ENGINE = "hehuo.ground.sessions"
SESSION_COOKIE_AGE = env.number("HEHUO_SESSION_HOURS", 12, least=1) * 3600

# Five wrong passwords for one name from one address lock that pair for a quarter of an hour. The name alone would let
# strangers lock staff out, the address alone would lock a whole office; allauth's own rates slow down the rest.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "60/m/ip,30/h/key"}
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = env.number("HEHUO_LOGIN_ATTEMPTS", 5, least=1)
AXES_COOLOFF_TIME = timedelta(minutes=env.number("HEHUO_LOCKOUT_MINUTES", 15, least=1))
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "hehuo.config.accounts.name_typed"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "hehuo.ground.middleware.locked_out"
AXES_CLIENT_IP_CALLABLE = "hehuo.ground.middleware.client_address"

# --- What the browser may do -----------------------------------------------------------------------------------------

TILES = {
    "url": env.text("HEHUO_TILES_URL"),
    "review": env.text("HEHUO_TILES_REVIEW"),
    "attribution": env.text("HEHUO_TILES_ATTRIBUTION"),
}
CONTENT_SECURITY_POLICY = security.content_policy(tiles=TILES["url"])
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
SECURE_HSTS_SECONDS = env.number("HEHUO_HSTS_SECONDS", 60 * 60 * 24 * 365) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "hehuo.config.errors.csrf_failed"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
REPORT_RATE = env.rate("HEHUO_REPORT_RATE", "20/h")
LOOKUP_RATE = env.rate("HEHUO_LOOKUP_RATE", "30/m")
API_RATE = env.rate("HEHUO_API_RATE", "600/m")

# --- Words and time --------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- Files -----------------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
# Before the first `hehuo setup` (development, tests) whitenoise serves the sources themselves.
WHITENOISE_USE_FINDERS = DEBUG or not (STATIC_ROOT / "staticfiles.json").exists()
MEDIA_ROOT = VAR / "media"
FILE_UPLOAD_PERMISSIONS = 0o640
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "hehuo.config.static.StaticStorage"},
}
if env.text("HEHUO_S3_BUCKET"):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.text("HEHUO_S3_BUCKET"),
            "endpoint_url": env.text("HEHUO_S3_ENDPOINT") or None,
            "region_name": env.text("HEHUO_S3_REGION") or None,
            "access_key": env.text("HEHUO_S3_KEY") or None,
            "secret_key": env.text("HEHUO_S3_SECRET") or None,
            "default_acl": "private",
            "file_overwrite": False,
        },
    }

# --- Outside ---------------------------------------------------------------------------------------------------------

globals().update(mail.parse(env.text("HEHUO_EMAIL_URL")))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("HEHUO_EMAIL_FROM", "hehuo@localhost")
LOGGING = logs.configuration(
    style=env.choice("HEHUO_LOG_FORMAT", ("json", "text"), "json"),
    level=env.choice("HEHUO_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
)
SILENCED_SYSTEM_CHECKS: list[str] = []
