"""Django's settings (站点设置); what differs between installations comes from the environment."""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from zicha.casework.tenancy.scope import APP_ROLE
from zicha.web.accounts.outside import https_address, origin, providers
from zicha.web.environment import (
    database,
    file_there,
    home_folder,
    secret_key,
    setting,
    web_address,
    yes_or_no,
)

HERE = Path(__file__).resolve().parent
ASSETS = HERE.parent / "assets"

HOME = home_folder()
SECRET_KEY = secret_key(HOME)
DEBUG = setting("ZICHA_DEBUG", False, yes_or_no, "no")
ALLOWED_HOSTS = setting(
    "ZICHA_HOSTS", ["127.0.0.1", "localhost"], lambda text: text.split(","), "zicha.example,10.1.2.3"
)
# Behind a proxy that ends TLS; without it cookies would never be sent over plain http in a closed office network.
SECURE = setting("ZICHA_HTTPS", False, yes_or_no, "yes")

# `zicha serve` sets it to the embedded PostgreSQL when none is given.
DATABASE_URL = setting(
    "DATABASE_URL", "postgresql://postgres@localhost/zicha", str, "postgresql://zicha:…@host/zicha"
)
DATABASES = {
    "default": setting(
        "DATABASE_URL",
        database(DATABASE_URL, role=APP_ROLE),
        lambda url: database(url, role=APP_ROLE),
        "postgresql://…",
    ),
    # Migrates and raises the walls; no request ever uses it.
    "owner": setting("DATABASE_URL", database(DATABASE_URL), database, "postgresql://…"),
}
DATABASE_ROUTERS: list[str] = []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
    "zicha.casework.tenancy",
    "zicha.casework.trace",
    "zicha.casework.campaigns",
    "zicha.casework.deliveries",
    "zicha.casework.leads",
    "zicha.casework.certificates",
    "zicha.casework.evidence",
    "zicha.casework.problems",
    "zicha.casework.orders",
    "zicha.casework.reporting",
    "zicha.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "zicha.web.home.language.ChosenLanguageMiddleware",
    "zicha.web.setup.gate.FirstRunMiddleware",
    "django.middleware.common.CommonMiddleware",
    "zicha.web.body_limit.BodyLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zicha.web.middleware.RefusedMiddleware",
    "zicha.web.middleware.MemberMiddleware",
    "zicha.web.accounts.gate.AccountGateMiddleware",
    "zicha.web.shown_once.ShownOnceMiddleware",
]
ROOT_URLCONF = "zicha.web.urls"
WSGI_APPLICATION = "zicha.web.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zicha.web.context.of_every_page",
            ],
            "builtins": ["zicha.web.templatetags.zicha"],
        },
    }
]

AUTH_USER_MODEL = "tenancy.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "zicha.web.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# Behind our own lock-out (accounts/adapter.py): holds against many guesses at once. In the database cache, so that
# every worker sees the same count.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,50/15m/key"}
# How many proxies stand in front, each adding the address it was called from; otherwise all callers are one address.
ALLAUTH_TRUSTED_PROXY_COUNT = setting("ZICHA_PROXIES", 0, int, "1")
# Who finds a session open may not add an address to have a new password sent to.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "自查 Zicha"
# Administrators and decision-makers sign in with a second factor or not at all.
MFA_REQUIRED = setting("ZICHA_MFA_REQUIRED", False, yes_or_no, "yes")
SOCIALACCOUNT_ONLY = False
OIDC_SERVER = setting("ZICHA_OIDC_SERVER", "", https_address, "https://id.example/realms/office")
SOCIALACCOUNT_PROVIDERS = providers(
    server=OIDC_SERVER,
    name=setting("ZICHA_OIDC_NAME", "统一身份认证", str, "统一身份认证"),
    client_id=setting("ZICHA_OIDC_CLIENT_ID", "", str, "zicha"),
    secret=setting("ZICHA_OIDC_SECRET", "", str, "…"),
)
SOCIALACCOUNT_ADAPTER = "zicha.web.accounts.adapter.OutsideAccountAdapter"

# How reports are signed: a time-stamp service (RFC 3161), a certificate kept by the machine, the roots to trust.
TIMESTAMP_URL = setting("ZICHA_TIMESTAMP_URL", "", web_address, "http://tsa.example/rfc3161")
SIGNING_KEY = setting("ZICHA_SIGNING_KEY", None, file_there, "/srv/zicha/signing.p12")
SIGNING_PASSWORD = setting("ZICHA_SIGNING_PASSWORD", "", str, "…")
TRUST_ROOTS = setting("ZICHA_TRUST_ROOTS", None, file_there, "/srv/zicha/roots.pem")
# Freezing a report needs the reports, which no Django app may import.
PROCRASTINATE_IMPORT_PATHS = ["zicha.reports.from_campaign.tasks"]

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "zicha_cache",
        # Lock-outs lie in it: with Django's 300, made-up names would soon push a real one's out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "zicha.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS: list[str] = setting(
    "ZICHA_ORIGINS", list[str](), lambda text: text.split(","), "https://zicha.example"
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        # Bars get their width from an attribute; charts carry styles of their own.
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # Browsers follow this through the redirect of a form, to the identity service too.
        "form-action": [SELF, *([origin(OIDC_SERVER)] if OIDC_SERVER else [])],
        "frame-src": [SELF],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [HERE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
# Served from where the package keeps them: no second copy that could be of another release.
STATIC_ROOT = None
STATICFILES_DIRS = [HERE / "static", *([("assets", ASSETS)] if ASSETS.is_dir() else [])]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# What a form may carry; uploads of records have their own limit in the wizard.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 30_000
# More files than a delivery may have are refused by the service, in words.
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000
FILE_UPLOAD_TEMP_DIR = None

# Records handed in with one delivery, all files together; and what DuckDB may take before it goes to disk.
UPLOAD_LIMIT = setting("ZICHA_UPLOAD_LIMIT_MB", 2_048, int, "2048") * 2**20
MEMORY_LIMIT = setting("ZICHA_MEMORY_LIMIT", "2GB", str, "4GB")
# One file of evidence; a scan of a stamped file takes some ten megabytes.
EVIDENCE_LIMIT = setting("ZICHA_EVIDENCE_LIMIT_MB", 50, int, "50") * 2**20

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if setting("EMAIL_HOST", "", str, "")
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = setting("EMAIL_HOST", "", str, "mail.example")
EMAIL_PORT = setting("EMAIL_PORT", 25, int, "25")
EMAIL_HOST_USER = setting("EMAIL_HOST_USER", "", str, "zicha")
EMAIL_HOST_PASSWORD = setting("EMAIL_HOST_PASSWORD", "", str, "…")
EMAIL_USE_TLS = setting("EMAIL_USE_TLS", False, yes_or_no, "no")
DEFAULT_FROM_EMAIL = setting("EMAIL_FROM", "zicha@localhost", str, "zicha@example.org")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
