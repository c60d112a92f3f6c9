"""All settings: what Django needs, from HEARD_* variables that docs/settings.md explains one by one."""

import secrets
from pathlib import Path

from heard.lib import env, moved
from heard.lib.limits import LARGEST_MAIL_MB, READING_TAKES

ENV = env.Environment()
read = ENV.read

HOME = read("HEARD_HOME", env.folder, default=".heard", meaning="The data folder: database, files, keys.")
HTTP = read("HEARD_HTTP", env.endpoint, default="127.0.0.1:8000", meaning="Where the pages listen.")
SMTP = read(
    "HEARD_SMTP",
    env.optional_endpoint,
    default="127.0.0.1:2525",
    meaning="Where the SMTP listener takes mail; off for none.",
)
DATABASE = read(
    "HEARD_DATABASE_URL",
    env.database,
    default=f"sqlite:///{HOME}/heard.sqlite3",
    meaning="The database: a SQLite file or a PostgreSQL address.",
)
PUBLIC_URL = read(
    "HEARD_URL", env.web_address, default="", meaning="The address people type, needed beyond loopback."
)
RELAY = read("HEARD_RELAY", env.relay, default="", meaning="The SMTP server that our mail leaves through.")
INSIDE = read(
    "HEARD_INSIDE",
    env.insiders,
    default="localhost:143,localhost:993",
    meaning="Machines on the inside that mailboxes and webhooks typed in Setup may be on.",
)
API_CALLS = int(
    read(
        "HEARD_API_CALLS",
        env.number(least=1, most=1_000_000),
        default="600",
        meaning="How many calls of the API one token may make in a minute.",
    )
)
UNDO_SECONDS = read(
    "HEARD_UNDO_SECONDS",
    env.number(least=0, most=300),
    default="10",
    meaning="How long a reply waits before it leaves, so that it can be undone (seconds).",
)
MAIL_BYTES = int(
    read(
        "HEARD_MAIL_MB",
        env.number(least=1, most=LARGEST_MAIL_MB),
        default="35",
        meaning="The largest mail and the largest request taken (megabytes).",
    )
    * 1_000_000
)
READ_SECONDS = read(
    "HEARD_READ_SECONDS",
    env.number(least=1, most=120),
    default="20",
    meaning="How long one mail may take to be read (seconds).",
)
READ_BYTES = int(
    read(
        "HEARD_READ_MB",
        env.number(least=128, most=4096),
        default="768",
        meaning="How much memory reading one mail may use (megabytes).",
    )
    * 1_000_000
)
if READ_BYTES < READING_TAKES * MAIL_BYTES:
    ENV.faults.append(
        f"HEARD_MAIL_MB={MAIL_BYTES // 1_000_000}: reading a mail takes up to {READING_TAKES} times its size"
        f" in memory. Set HEARD_READ_MB to {READING_TAKES * MAIL_BYTES // 1_000_000} or more, or take smaller"
        " mails."
    )
LIVE_LISTS = "heard.web.desk.shown.Round"  # makes the rows that open pages are sent
PAGE_THREADS = int(
    read(
        "HEARD_PAGE_THREADS",
        env.number(least=1, most=64),
        default="4",
        meaning="How many pages are made at the same time.",
    )
)
SYNC = read(
    "HEARD_SYNC",
    env.choice("NORMAL", "FULL"),
    default="NORMAL",
    meaning="FULL waits for the disk at each commit. Arrivals and the outbox always do.",
)
LOG_LEVEL = read(
    "HEARD_LOG",
    env.choice("debug", "info", "warning", "error"),
    default="info",
    meaning="How much the log says.",
)
LOG_FORMAT = read(
    "HEARD_LOG_FORMAT",
    env.choice("text", "json"),
    default="text",
    meaning="How a line of the log looks: for a person, or as a JSON object.",
)
METRICS_TOKEN = read(
    "HEARD_METRICS_TOKEN",
    env.text,
    default="",
    meaning="With this bearer token /metrics is answered also to other machines.",
)
DEBUG = read("HEARD_DEBUG", env.flag, default="0", meaning="Show faults whole. For developers only.")
IS_DEMO = read(
    "HEARD_DEMO",
    env.flag,
    default="0",
    meaning="A desk to try out: replies stay on the page Sent mail. Set by heard up --demo.",
)
if IS_DEMO and not (HTTP.is_loopback and (SMTP is None or SMTP.is_loopback)):
    ENV.faults.append(
        "HEARD_DEMO=1: a demo has known people in it, so it listens on this machine only."
        " Set HEARD_HTTP and HEARD_SMTP to addresses that begin with 127.0.0.1."
    )
if not HTTP.is_loopback and not PUBLIC_URL:
    ENV.faults.append(
        f"HEARD_HTTP={HTTP}: other machines can reach this address, so set HEARD_URL to the address"
        " that people type, such as https://desk.example.com."
    )
if DATABASE["ENGINE"].endswith("sqlite3") and (_left := moved.fault(HOME, Path(DATABASE["NAME"]))):
    ENV.faults.append(_left)
ENV.check("HEARD_")


def _secret_key() -> str:
    """The key that signs sessions and links, made once and kept in the data folder."""
    kept = HOME / "secret_key"
    try:
        return kept.read_text()
    except FileNotFoundError:
        HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = secrets.token_urlsafe(48)
        draft = HOME / f"secret_key.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(fresh)
        try:
            kept.hardlink_to(draft)  # only the first of several processes wins
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        return kept.read_text()


SECRET_KEY = _secret_key()
FILES = HOME / "files"
IS_HTTPS = PUBLIC_URL.startswith("https://")
_public_host = PUBLIC_URL.split("://")[-1].rsplit(":", 1)[0]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *([_public_host] if _public_host else [])]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "ninja",
    "heard.lib",
    "heard.files",
    "heard.live",
    "heard.timeline",
    "heard.search",
    "heard.staff",
    "heard.channels",
    "heard.alerts",
    "heard.customers",
    "heard.phrasing",
    "heard.tickets",
    "heard.knowledge",
    "heard.routing",
    "heard.drafts",
    "heard.reactions",
    "heard.privacy",
    "heard.web",
]
MIDDLEWARE = [
    "heard.web.access.Logged",
    "heard.web.metrics.Counted",
    "django.middleware.security.SecurityMiddleware",
    "heard.web.policy.ContentPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "heard.web.compression.Compressed",
    "heard.web.api.told.Told",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "heard.web.welcome.FirstRun",
    "heard.web.reader.Reader",
    "heard.web.browsers.Seen",
    "heard.web.doors.Doors",
    "heard.web.api.door.Door",
    "heard.web.ways_on.Ways",
]
ROOT_URLCONF = "heard.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "web" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "heard.web.folding.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "heard.web.context.everywhere",
            ],
        },
    }
]

_SQLITE = {
    # IMMEDIATE: a deferred transaction that turns into a writer fails at once with "database is locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        f"PRAGMA journal_mode=WAL; PRAGMA synchronous={SYNC}; PRAGMA mmap_size=134217728;"
        " PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON"
    ),
}
DATABASES = {"default": {**DATABASE, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}}
if DATABASE["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = _SQLITE
elif SYNC == "NORMAL":  # as on SQLite: what must survive a power cut says so, see lib/durable
    said = DATABASE["OPTIONS"].get("options", "")
    DATABASES["default"]["OPTIONS"] = {**DATABASE["OPTIONS"], "options": f"{said} -c synchronous_commit=off"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "staff.Person"
AUTHENTICATION_BACKENDS = ["heard.web.sessions.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "heard.staff.passwords.NotOurWords"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "heard.web.sign_in.Adapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "heard.web.sign_in.SecondStep"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # half minutes before and after: clocks of telephones differ (RFC 6238, 5.2)
MFA_RECOVERY_CODE_DIGITS = 10
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"

SESSION_ENGINE = "heard.web.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
# What browsers make sure of by this beginning: this host alone set it over https, and no other gets it.
COOKIES_BEGIN = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIES_BEGIN}heard_session"
CSRF_COOKIE_NAME = f"{COOKIES_BEGIN}heard_csrf"
LANGUAGE_COOKIE_NAME = f"{COOKIES_BEGIN}heard_language"
MESSAGE_STORAGE = "heard.web.cookies.MessageStorage"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "heard.web.ways_on.too_old"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = MAIL_BYTES
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

STATIC_URL = "/static/"
STATICFILES_DIRS = [Path(__file__).parent / "web" / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "heard.web.joined.Finder",
]
STATIC_ROOT = HOME / "static"
WHITENOISE_MIMETYPES = {".svg": "image/svg+xml; charset=utf-8"}  # it names the charset of text/… by itself
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "heard.web.static_names.StaticNames"
    },
}

LANGUAGE_CODE = "en"
LOCALE_PATHS = [Path(__file__).parent / "locale"]
LANGUAGES = [  # those whose words are there, each by its own name: so somebody who chose wrong finds back
    (code, name)
    for code, name in (("en", "English"), ("de", "Deutsch"))
    if code == "en" or (LOCALE_PATHS[0] / code).is_dir()
]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# A line for each request is for machines; a person at a terminal reads other things.
TERMINAL_LEVEL = "DEBUG" if LOG_LEVEL == "debug" else "WARNING"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "heard.lib.logs.Text", "words": DEBUG},
        "json": {"()": "heard.lib.logs.Json", "words": DEBUG},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["no_secrets"]}
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL.upper()},
    "filters": {
        # The answer of /healthz is for whoever asked; that a loop is silent is no fault of the page.
        "no_secrets": {"()": "heard.lib.masking.NoSecrets"},
        "not_healthz": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: (
                getattr(record, "status_code", 0) != 503 or record.args[-1:] != ("/healthz",)
            ),
        },
    },
    "loggers": {
        "django.request": {"filters": ["not_healthz", "no_secrets"]},
        "mail.log": {"level": "ERROR"},  # aiosmtpd repeats what a client says: senders, recipients, any line
        "heard.web.access": {"level": LOG_LEVEL.upper() if LOG_FORMAT == "json" else TERMINAL_LEVEL},
    },
}
