"""Whole paths through real processes: what the desk promises, tried from outside."""
