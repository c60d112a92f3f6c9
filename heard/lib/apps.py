"""Registers the plumbing's one table, the heartbeats."""

from django.apps import AppConfig


class LibConfig(AppConfig):
    name = "heard.lib"
    label = "lib"
