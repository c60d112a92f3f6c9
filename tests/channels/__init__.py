"""Tests of heard/channels."""
