"""Tests of the plumbing that knows nothing of Heard."""
