"""Tests: the folders mirror heard/; journeys/ are whole paths, house/ guards the structure, browser/ looks."""
