"""Tests of heard/move."""
