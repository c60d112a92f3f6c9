"""Tests of heard/web/setup."""
