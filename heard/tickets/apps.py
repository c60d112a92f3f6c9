"""Registers the tickets with Django."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "heard.tickets"
    label = "tickets"
