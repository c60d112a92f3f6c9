"""Registers the stored contents with Django."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "heard.files"
    label = "files"
