"""Names of what changed, to open pages: told by the writer, watched in the database, sent by one hub."""
