"""Heard: a self-hosted customer-service desk whose heart is service recovery."""
