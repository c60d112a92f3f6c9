"""Tests of heard/timeline."""
