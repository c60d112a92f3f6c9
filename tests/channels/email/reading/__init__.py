"""Tests of how a mail is read."""
