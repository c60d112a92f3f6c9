"""Tests that guard the structure of the house itself."""
