"""Registers the pages' templates and static files."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "heard.web"
    label = "web"

    def ready(self) -> None:
        """Hears who signs in, and gives form fields our words."""
        from heard.web import browsers, field_words  # their tables are known only now

        browsers.watch()
        field_words.speak()
