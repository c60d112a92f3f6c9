"""Registers the people and the desk with Django."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "heard.staff"
    label = "staff"
