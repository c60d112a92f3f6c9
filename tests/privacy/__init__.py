"""Tests of heard/privacy."""
