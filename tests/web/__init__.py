"""Tests of heard/web."""
