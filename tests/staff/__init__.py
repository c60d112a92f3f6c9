"""Tests of heard/staff."""
