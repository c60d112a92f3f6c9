"""Registers the company's words with Django."""

from django.apps import AppConfig


class PhrasingConfig(AppConfig):
    name = "heard.phrasing"
    label = "phrasing"
