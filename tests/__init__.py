"""Tests: folders mirror heard/; journeys/ are whole paths, house/ guards structure, browser/ looks."""
