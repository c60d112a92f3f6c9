"""Mailboxes on somebody else's server: read over IMAP, each mail once, and counted."""
