"""Tests of heard/search."""
