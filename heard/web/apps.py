"""Registers the pages' templates and static files."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "heard.web"
    label = "web"

    def ready(self) -> None:
        """Hears who signs in."""
        from heard.web import browsers  # its tables are known only now

        browsers.watch()
