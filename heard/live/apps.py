"""The Django app of live names: one table, used on SQLite only."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "heard.live"
    label = "live"
    default_auto_field = "django.db.models.BigAutoField"
