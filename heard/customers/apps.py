"""Registers the customers with Django."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "heard.customers"
    label = "customers"
