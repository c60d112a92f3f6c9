"""Tests of heard/demo."""
