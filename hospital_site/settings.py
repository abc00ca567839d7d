"""Every setting of the site, read from environment variables.

docs/operations.md lists the variables. Without any of them this is a local site with an
embedded database; SITE_MODE=production refuses to start until the safe values are there.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

import local_postgres

from .environment import env, env_database_url, env_list, env_mailbox, env_number, env_web_address
from .operating import logs

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").resolve()


def local_secret_key():
    """A key of this installation's own, so that a local site needs no setting and shares no secret."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        own = path.with_name(f"secret_key.{os.getpid()}")
        own.touch(mode=0o600)
        own.write_text(secrets.token_urlsafe(50))
        try:
            os.link(own, path)  # whole or not at all, and the first process wins
        except FileExistsError:
            pass
        own.unlink()
    return path.read_text()


# --- What kind of site this is --------------------------------------------------------------

SITE_MODE = env("SITE_MODE", "local")
if SITE_MODE not in ("local", "production"):
    raise ImproperlyConfigured(f"SITE_MODE must be local or production, not {SITE_MODE!r}")
PRODUCTION = SITE_MODE == "production"

if PRODUCTION:
    missing = [name for name in ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL") if not env(name)]
    if missing:
        raise ImproperlyConfigured(f"SITE_MODE=production needs {', '.join(missing)}")

DEBUG = not PRODUCTION and env("DEBUG") == "1"
SECRET_KEY = env("SECRET_KEY") or local_secret_key()
SECRET_KEY_FALLBACKS = env_list("SECRET_KEY_FALLBACKS")  # keys of before: links and sessions made with them go on
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],0.0.0.0")

# --- Applications ---------------------------------------------------------------------------

INSTALLED_APPS = [
    "hospital_site",
    "demonstration",
    "web",
    "bookings",
    "search",
    "site_pages",
    "content",
    "accounts",
    "directory",
    "common",
    "djangocms_simple_admin_style",
    "hospital_site.administration.config.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.postgres",
    "django.forms",
    "cms",
    "menus",
    "treebeard",
    "sekizai",
    "parler",
    "filer",
    "easy_thumbnails",
    "djangocms_text",
    "djangocms_link",
    "djangocms_alias",
    "djangocms_versioning",
    "import_export",
    "pgtrigger",
]

MIDDLEWARE = [
    "hospital_site.operating.request_ids.RequestIdMiddleware",  # the first: all lines name the request
    "hospital_site.operating.metrics.CountAnswersMiddleware",
    "hospital_site.headers.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "hospital_site.proxy.known_visitors.KnownVisitorMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pads pages by chance, so that their length tells no secret
    "django.middleware.http.ConditionalGetMiddleware",
    "hospital_site.middleware.StripToolbarParamsMiddleware",
    "hospital_site.middleware.PublicCacheHeadersMiddleware",
    "hospital_site.middleware.RequestSizeLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.auth_state.SecondFactor",  # directly behind: nothing may ask who this is before it
    "directory.two_person.acting.ActingUserMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Not cms.middleware.language.LanguageCookieMiddleware: a cookie on every page makes all of them uncacheable.
    "cms.middleware.user.CurrentUserMiddleware",
    "cms.middleware.page.CurrentPageMiddleware",
    "hospital_site.middleware.PagesToolbarMiddleware",
    "content.editing.unsaved.views.SavedMiddleware",
    "hospital_site.middleware.PastedTextMiddleware",
    "hospital_site.middleware.ErrorPagesMiddleware",
    "hospital_site.editor_lock.EditorLockMiddleware",  # the last: it calls the view
]

# Form widgets may be replaced by templates of ours.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

ROOT_URLCONF = "hospital_site.urls"
WSGI_APPLICATION = "hospital_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = 1

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sekizai.context_processors.sekizai",
                "cms.context_processors.cms_settings",
                "site_pages.context_processors.hospital",
            ],
        },
    },
]

# --- Database -------------------------------------------------------------------------------

if env("DATABASE_URL"):
    # Django's own backend, but no wait of it is endless.
    DATABASES = {"default": env_database_url("DATABASE_URL") | {"ENGINE": "bounded_postgres"}}
    # A connection to a machine that has gone is given up after half a minute.
    DATABASES["default"].setdefault("OPTIONS", {}).update(keepalives_idle=10, keepalives_interval=5, keepalives_count=3)
else:
    DATABASES = {"default": local_postgres.database(VAR_DIR)}
# Seconds. Pages and jobs have limits (wsgi.py and `work` set them); other commands take as long as they take.
STATEMENT_SECONDS = env_number("STATEMENT_SECONDS", 15)
JOB_STATEMENT_SECONDS = env_number("JOB_STATEMENT_SECONDS", 300)
LOCK_SECONDS = env_number("LOCK_SECONDS", 10)  # longest wait for what somebody else is changing
IDLE_TRANSACTION_SECONDS = env_number("IDLE_TRANSACTION_SECONDS", 60)
# Test runs side by side each get a database of their own.
DATABASES["default"]["TEST"] = {"NAME": f"test_hospital_{env('TEST_RUN', 'single')}"}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- Languages and time ---------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ml", "മലയാളം"), ("hi", "हिन्दी"), ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "hospital_site.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", "Asia/Kolkata")
try:
    ZoneInfo(TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError):
    raise ImproperlyConfigured(f"TIME_ZONE must be a zone name such as Asia/Kolkata, not {TIME_ZONE!r}") from None

# Never a silent fallback: a page that is not there in a language says so. Each language says this for itself:
# the CMS takes an empty list under "default" for no list, and falls back to every other language.
CMS_LANGUAGES = {
    SITE_ID: [{"code": code, "name": name, "public": True, "fallbacks": []} for code, name in LANGUAGES],
    "default": {"redirect_on_fallback": False, "public": True, "hide_untranslated": True},
}

# --- django CMS -----------------------------------------------------------------------------

CMS_TEMPLATES = [("home.html", _("Home page")), ("cms_page.html", _("Page"))]
# Few blocks, each where it belongs; no layout blocks.
CMS_PLACEHOLDER_CONF = {
    "overview": {"name": _("Overview"), "plugins": ["TextPlugin", "PicturePlugin"]},
    "questions": {"name": _("Questions and answers"), "plugins": ["QuestionPlugin"]},
    "content": {"name": _("Words of the page"), "plugins": ["TextPlugin", "PicturePlugin", "OfficerAndRatesPlugin"]},
    "home": {
        "name": _("Blocks of the home page"),
        "plugins": [
            "HomeTasksPlugin",
            "HomeSearchPlugin",
            "HomeTreatmentsPlugin",
            "HomeDepartmentsPlugin",
            "HomeDoctorsPlugin",
            "HomeTrustPlugin",
            "HomeLocationsPlugin",
            "HomeAskPlugin",
            "HomeWordsPlugin",
        ],
    },
}
CMS_TOOLBAR_ANONYMOUS_ON = False
CMS_ENABLE_UPDATE_CHECK = False  # it asks another site from the administrator's browser
CMS_LEGACY_STYLE = False  # otherwise the admin renders base.html to guess a style, and logs a traceback
# django CMS's caches are per process: after publishing, other workers would serve the old page.
CMS_PAGE_CACHE = False
CMS_PLACEHOLDER_CACHE = False
CMS_PERMISSION = False
TEXT_CHILDREN_ENABLED = False  # no blocks inside running text: nh3 cannot see into them
TEXT_INLINE_EDITING = True
# The editor offers what content/rich_text.py keeps, and no more.
TEXT_BUTTONS = [
    ["Undo", "Redo"],
    ["Heading3", "Heading4"],
    ["Bold", "Italic", "-", "Subscript", "Superscript"],
    ["RemoveFormat"],
    ["Link", "Unlink"],
    ["NumberedList", "BulletedList", "-", "Table"],
]
TEXT_EDITOR_SETTINGS = {"toolbar_CMS": TEXT_BUTTONS, "toolbar_HTMLField": TEXT_BUTTONS}
DJANGOCMS_VERSIONING_ALLOW_DELETING_VERSIONS = False
DJANGOCMS_VERSIONING_VERBOSE_UI = False
EDITOR_LOCK_SECONDS = max(1, env_number("EDITOR_LOCK_SECONDS", 5))  # longest wait for a colleague who is saving
# What editors may upload: checked by what it contains, pictures written anew, drawings cleaned (common/pictures).
PICTURE_TYPES = ["image/jpeg", "image/png", "image/webp", "image/avif"]
FILER_MIME_TYPE_WHITELIST = [*PICTURE_TYPES, "image/svg+xml", "application/pdf"]
FILER_REMOVE_FILE_VALIDATORS = ["image/svg+xml"]
FILER_ADD_FILE_VALIDATORS = {
    **{kind: ["common.pictures.library.check_picture"] for kind in PICTURE_TYPES},
    "image/svg+xml": ["common.pictures.library.check_drawing"],
    "application/pdf": ["common.pictures.library.check_document"],
}
FILER_UPLOADER_MAX_FILE_SIZE = 10  # megabytes
THUMBNAIL_EXTENSION = THUMBNAIL_TRANSPARENCY_EXTENSION = "webp"

# --- Spreadsheets (directory/editing/spreadsheets.py) -------------------------------------------------

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "change"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "change"
SPREADSHEET_MOST_BYTES = env_number("SPREADSHEET_MOST_BYTES", 2_000_000)
SPREADSHEET_MOST_UNPACKED_BYTES = env_number("SPREADSHEET_MOST_UNPACKED_BYTES", 10_000_000)
SPREADSHEET_MOST_RATIO = env_number("SPREADSHEET_MOST_RATIO", 100)  # of unpacked to sent bytes
SPREADSHEET_MOST_ROWS = env_number("SPREADSHEET_MOST_ROWS", 5_000)
SPREADSHEET_MOST_COLUMNS = env_number("SPREADSHEET_MOST_COLUMNS", 100)
SPREADSHEET_LONGEST_CELL = env_number("SPREADSHEET_LONGEST_CELL", 10_000)  # characters

# --- Static files and media -----------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "web.stylesheets.JoinedStylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has any use for them
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- People, sessions, security -------------------------------------------------------------

LOGIN_URL = "staff:sign_in"
LOGIN_REDIRECT_URL = "staff:account"
AUTHENTICATION_BACKENDS = ["accounts.rights.RightsInOneQuery"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.rules.NotLikeThePerson"},
    {"NAME": "accounts.passwords.rules.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "accounts.passwords.rules.NotEasilyGuessed"},
]
PASSWORD_RESET_TIMEOUT = 3600  # seconds in which the link of a mail sets a new password
# Whoever has set up a second factor is asked for it anyway; this asks everybody to set one up.
REQUIRE_SECOND_FACTOR = env("REQUIRE_SECOND_FACTOR", "1" if PRODUCTION else "0") == "1"
WRONG_TRIES = env_number("WRONG_TRIES", 5)  # of a password or a code, by one person from one address
WRONG_TRIES_PER_HOUR_AND_LOGIN = env_number("WRONG_TRIES_PER_HOUR_AND_LOGIN", 20)  # in browsers new to the login
WRONG_TRIES_WAIT_MINUTES = env_number("WRONG_TRIES_WAIT_MINUTES", 15)
# A session of the staff ends after so long without use, and so long after signing in (accounts/sessions).
STAFF_IDLE_MINUTES = env_number("STAFF_IDLE_MINUTES", 30)
STAFF_SESSION_HOURS = env_number("STAFF_SESSION_HOURS", 12)
SESSION_ENGINE = "hospital_site.sessions"  # two tabs keep what each has written
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE, LANGUAGE_COOKIE_HTTPONLY = "Lax", True  # only staff have one
CSRF_FAILURE_VIEW = "hospital_site.views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # bytes: the longest form is far below; files stream past this limit
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
TRUSTED_PROXIES = env_number("TRUSTED_PROXIES", 0)  # of ours, in front; each adds an entry to X-Forwarded-For

if PRODUCTION:
    SECURE_SSL_REDIRECT = env("SECURE_SSL_REDIRECT", "1") == "1"
    SECURE_HSTS_SECONDS = env_number("SECURE_HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env("SECURE_HSTS_INCLUDE_SUBDOMAINS") == "1"
    SECURE_HSTS_PRELOAD = env("SECURE_HSTS_PRELOAD") == "1"
    SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    if env("BEHIND_TLS_PROXY") == "1":
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        if TRUSTED_PROXIES < 1:
            raise ImproperlyConfigured(
                "BEHIND_TLS_PROXY=1 needs TRUSTED_PROXIES=1 (or how many proxies of yours there are):"
                " without it all visitors would share the limits of one"
            )

SILENCED_SYSTEM_CHECKS = [
    # Both speak for every subdomain, which may be somebody else's to decide: only where the operator says so.
    "security.W005",  # SECURE_HSTS_INCLUDE_SUBDOMAINS
    "security.W021",  # SECURE_HSTS_PRELOAD
    "treebeard.E001",  # django CMS's own page tree; harmless until treebeard 6, which we do not allow
]

# --- Mail -----------------------------------------------------------------------------------

EMAIL_HOST = env("EMAIL_HOST", "localhost" if PRODUCTION else "")  # a mail must never be "sent" into a file there
EMAIL_PORT = env_number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env("EMAIL_USE_TLS") == "1"
EMAIL_USE_SSL = env("EMAIL_USE_SSL") == "1"
EMAIL_TIMEOUT = env_number("EMAIL_TIMEOUT", 20)  # seconds; shorter than the worker's lease on a message
DEFAULT_FROM_EMAIL = env_mailbox("DEFAULT_FROM_EMAIL", "appointments@localhost")
MESSAGE_LEASE_SECONDS = env_number("MESSAGE_LEASE_SECONDS", 120)  # longer than every step of sending one mail
MESSAGE_FIRST_WAIT_SECONDS = env_number("MESSAGE_FIRST_WAIT_SECONDS", 30)  # doubles with each try, to half an hour
# How many messages leave (common/message_budgets.py); what is too many waits, and then becomes a task of the desk.
MESSAGES_PER_HOUR_AND_MAILBOX = env_number("MESSAGES_PER_HOUR_AND_MAILBOX", 5)
MESSAGES_PER_DAY_AND_MAILBOX = env_number("MESSAGES_PER_DAY_AND_MAILBOX", 12)
MESSAGES_PER_HOUR_AND_PHONE = env_number("MESSAGES_PER_HOUR_AND_PHONE", 5)
MESSAGES_PER_DAY_AND_PHONE = env_number("MESSAGES_PER_DAY_AND_PHONE", 12)
STRANGERS_MESSAGES_PER_HOUR = env_number("STRANGERS_MESSAGES_PER_HOUR", 500)  # on the whole site
SURGE_TIMES = env_number("SURGE_TIMES", 10)  # the usual requests of an hour: more than so many times is a surge
SURGE_AT_LEAST = env_number("SURGE_AT_LEAST", 20)
MESSAGE_WAIT_HOURS = env_number("MESSAGE_WAIT_HOURS", 6)
if not EMAIL_HOST:
    # Without a mail server, mails are files that a person can open.
    EMAIL_BACKEND = "hospital_site.mail_files.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"

# --- The hospital's own rules ---------------------------------------------------------------

LOCAL_ADDRESS = f"http://localhost:{env('PORT', '8000')}"
SITE_ADDRESS = env("SITE_ADDRESS", f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else LOCAL_ADDRESS).rstrip("/")
AUTHENTICATOR_ISSUER = urlsplit(SITE_ADDRESS).hostname  # what an app for codes calls this site
PHONE_WHEN_AWAY = env("PHONE_WHEN_AWAY")  # shown when the database, which knows the others, is away
SECURITY_CONTACT = env("SECURITY_CONTACT")  # mailto: or https: address for reports; otherwise the front desk's email
PHONE_REGION = env("PHONE_REGION", "IN")  # the country of numbers written without a country code
LONGEST_TIME_BETWEEN_REVIEWS = env_number("LONGEST_MONTHS_BETWEEN_REVIEWS", 24)  # months
DEMONSTRATION_PORTRAITS = True  # writing their copies takes two seconds, which most tests do not need
FEEDBACK_PER_HOUR = env_number("FEEDBACK_PER_HOUR", 20)  # from one address; carriers put many people behind one

# Appointment requests
# The database refuses more than 366.
APPOINTMENTS_DAYS_AHEAD = min(env_number("APPOINTMENTS_DAYS_AHEAD", 365), 366)
DESK_TAKEN_MINUTES = env_number("DESK_TAKEN_MINUTES", 30)  # a request that somebody took is theirs so long
PROMISE_DESK_HOURS = env_number("PROMISE_DESK_HOURS", 4)  # we call within so many hours of the front desk
KEEP_ACCESS_RECORDS_DAYS = env_number("KEEP_ACCESS_RECORDS_DAYS", 365)  # who saw whose request; the law asks a year
PROPOSED_MINUTES = env_number("PROPOSED_MINUTES", 10)  # what one open page proposes, no other proposes for so long
OFFER_HOURS = env_number("OFFER_HOURS", 24)  # times sent to a patient to choose from are held so long
FREED_TIME_OFFER_HOURS = env_number("FREED_TIME_OFFER_HOURS", 2)  # a freed time, for the one who waits first
CALL_AGAIN_HOURS = env_number("CALL_AGAIN_HOURS", 2)  # after the first call that reached nobody
EXPIRE_UNANSWERED_DAYS = env_number("EXPIRE_UNANSWERED_DAYS", 14)  # where no day was wished for
BROKEN_PROMISES_HOUR = env_number("BROKEN_PROMISES_HOUR", 18)  # from then on managers get the digest of the day
REMINDER_HOUR = env_number("REMINDER_HOUR", 9)  # reminders leave from this hour of the day before
# The lists of the next day leave for the desk's mailbox from this hour on; -1: never.
DESK_LISTS_HOUR = env_number("DESK_LISTS_HOUR", 17)
DUPLICATE_DAYS = env_number("DUPLICATE_DAYS", 7)  # two open requests from one phone about one thing
# Law asks to keep data and logs for at least a year; counsel may change both.
KEEP_CLOSED_REQUESTS_DAYS = env_number("KEEP_CLOSED_REQUESTS_DAYS", 365)
KEEP_WITHDRAWN_REQUESTS_DAYS = env_number("KEEP_WITHDRAWN_REQUESTS_DAYS", 365)
GRIEVANCE_OFFICER = env("GRIEVANCE_OFFICER")
GRIEVANCE_OFFICER_EMAIL = env("GRIEVANCE_OFFICER_EMAIL")
DRAFT_HOURS = env_number("DRAFT_HOURS", 4)  # answers that were not sent are forgotten
MINIMUM_FILL_SECONDS = env_number("MINIMUM_FILL_SECONDS", 3)
# Carriers put many people behind one address: do not go too low.
REQUESTS_PER_MINUTE = env_number("REQUESTS_PER_MINUTE", 10)
FORMS_PER_MINUTE = env_number("FORMS_PER_MINUTE", 30)
LOOK_UPS_PER_MINUTE = env_number("LOOK_UPS_PER_MINUTE", 10)
REQUESTS_PER_HOUR_AND_PHONE = env_number("REQUESTS_PER_HOUR_AND_PHONE", 5)
LINK_CHECK_ANY_ADDRESS = False  # for tests alone: ask also what is not public
LARGEST_FORM_BYTES = env_number("LARGEST_FORM_BYTES", 65_536)

# Phone messages go to a gateway of the hospital's choice (SMS, WhatsApp), signed.
WEBHOOK_URL = env("WEBHOOK_URL")
WEBHOOK_SECRET = env("WEBHOOK_SECRET")
# Where our patients are; elsewhere there are numbers that earn money with each message. "all": everywhere.
PHONE_MESSAGE_COUNTRIES = env_list("PHONE_MESSAGE_COUNTRIES", "IN,AE,SA,QA,KW,OM,BH")
# Who is told out of hours of a request whose words may not wait; empty: nobody.
URGENT_MAIL = env_mailbox("URGENT_MAIL", "") if env("URGENT_MAIL") else ""
URGENT_PHONE = env("URGENT_PHONE")
WEBHOOK_TIMEOUT = env_number("WEBHOOK_TIMEOUT", 20)  # seconds; shorter than the worker's lease on a message
if WEBHOOK_URL and len(WEBHOOK_SECRET) < 32:
    raise ImproperlyConfigured("WEBHOOK_URL needs a WEBHOOK_SECRET of at least 32 characters")

# --- Logs -----------------------------------------------------------------------------------

LOG_FORMAT = env("LOG_FORMAT", "json" if PRODUCTION else "line")
if LOG_FORMAT not in logs.FORMATTERS:
    raise ImproperlyConfigured(f"LOG_FORMAT must be line or json, not {LOG_FORMAT!r}")
# Who is told when something is wrong (hospital_site/operating/watch.py): by mail, and by a second way.
ALERT_MAIL = [env_mailbox("ALERT_MAIL", "")] if env("ALERT_MAIL") else []
ALERT_URL = env_web_address("ALERT_URL")
ALERT_SECRET = env("ALERT_SECRET")  # signs what is posted there
ALERT_AGAIN_HOURS = env_number("ALERT_AGAIN_HOURS", 24)  # what still stands is told of again
DISK_FREE_PERCENT = env_number("DISK_FREE_PERCENT", 10)  # of which less is "nearly full"
WATCH_DIR = VAR_DIR / "watch"
ERRORS_FILE = WATCH_DIR / "errors"
# Who may ask /status and /metrics: networks, by the address that the visitor has for us.
INTERNAL_NETWORKS = env_list("INTERNAL_NETWORKS", "127.0.0.0/8,::1/128")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": logs.FORMATTERS[LOG_FORMAT]}},
    "handlers": {
        "console": {"()": logs.Console, "formatter": "line"},
        "errors": {"()": "hospital_site.operating.errors.KeepForTheWatch", "path": ERRORS_FILE},
    },
    # A 404 is a visitor's slip, and the path of a mistyped private link does not belong in a log.
    # What common/security_events tells is always written down.
    "loggers": {
        "django": {"handlers": [], "level": "NOTSET"},  # Django's own would print a second time, and mail
        "django.request": {"level": "ERROR"},
        "security": {"level": "WARNING"},
    },
    "root": {
        "handlers": ["console", *(["errors"] if ALERT_MAIL or ALERT_URL else [])],
        "level": env("LOG_LEVEL", "WARNING"),
    },
}
