"""Tests of heard/phrasing."""
