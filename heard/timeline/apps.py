"""Registers the entries with Django."""

from django.apps import AppConfig


class TimelineConfig(AppConfig):
    name = "heard.timeline"
    label = "timeline"
