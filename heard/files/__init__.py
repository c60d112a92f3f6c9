"""Attachments and raw mail, stored once by their content."""
