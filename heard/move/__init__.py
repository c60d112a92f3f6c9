"""A desk that began on SQLite, brought into an empty PostgreSQL: all of it, or nothing."""
