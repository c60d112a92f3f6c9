"""Tests of heard/routing."""
