"""Registers the erasures and the rules of retention with Django."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "heard.privacy"
    label = "privacy"
