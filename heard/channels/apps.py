"""Registers the channels, arrivals and the outbox with Django."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "heard.channels"
    label = "channels"
