"""Tests of heard/channels/email."""
