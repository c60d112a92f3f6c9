"""Tests of heard/customers."""
