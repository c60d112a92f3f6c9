"""Registers the search documents with Django."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "heard.search"
    label = "search"
