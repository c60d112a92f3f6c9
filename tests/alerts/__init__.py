"""Tests of what our people must hear."""
