"""Tests of heard/cli."""
