"""Everything with a request in it; no tables."""
