"""Tests of heard/drafts."""
