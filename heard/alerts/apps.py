"""Registers the notices with Django."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "heard.alerts"
    label = "alerts"
