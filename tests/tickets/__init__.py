"""Tests of heard/tickets."""
