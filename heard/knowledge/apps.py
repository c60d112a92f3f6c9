"""Registers the help pages with Django."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "heard.knowledge"
    label = "knowledge"
