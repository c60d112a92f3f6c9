"""The smallest desk that knows `heard.live`: what the programs started by these tests run with."""

import json
import os

SECRET_KEY = "only-for-tests"
USE_TZ = True
INSTALLED_APPS = ["heard.live"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": json.loads(os.environ.get("LIVE_DATABASE", '{"ENGINE": "django.db.backends.dummy"}'))}
