"""Tests of heard/web/desk."""
