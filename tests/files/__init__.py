"""Tests of heard/files."""
