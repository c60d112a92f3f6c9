"""Tests of heard/reactions."""
