"""Registers the drafts with Django."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "heard.drafts"
    label = "drafts"
