"""Tests of heard/coach."""
