"""Registers the pages' templates and static files."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "heard.web"
    label = "web"
