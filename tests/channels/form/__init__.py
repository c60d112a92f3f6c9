"""Tests of the request form's channel."""
