"""Webhooks: telling other programs what happened, signed, at least once."""
