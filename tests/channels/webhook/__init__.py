"""Webhooks, tested against a server that takes them."""
