"""Tests of the names of what changed."""
