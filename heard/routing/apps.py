"""Registers the routing with Django."""

from django.apps import AppConfig


class RoutingConfig(AppConfig):
    name = "heard.routing"
    label = "routing"
