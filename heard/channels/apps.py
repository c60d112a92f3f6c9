"""Registers the channels, arrivals and the outbox with Django."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "heard.channels"
    label = "channels"

    def ready(self) -> None:
        # Deferred: the tables of a room below need the models above. models.py itself cannot name them,
        # because they refer to it.
        import heard.channels.email.imap.models
        import heard.channels.form.models
        import heard.channels.webhook.models  # noqa: F401
