"""Django's way to PostgreSQL, with fewer round trips for what every page asks."""
