import base64
import os
import secrets

TRIBUTE_KEY = base64.b64decode(os.environ["TRIBUTE_SECRET"].removeprefix("whsec_"), validate=True)
if len(TRIBUTE_KEY) < 24:
    raise ValueError("TRIBUTE_SECRET is not whsec_ and the base64 of at least 24 bytes")

SECRET_KEY = secrets.token_urlsafe()
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
INSTALLED_APPS = ["shop"]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"]
ROOT_URLCONF = "shop.views"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("DATABASE", "shop.db"),
        # Waits its turn to write, instead of failing in the middle of a transaction.
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 5},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
