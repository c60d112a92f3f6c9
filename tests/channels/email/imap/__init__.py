"""Tests of heard/channels/email/imap, most of them against a real Dovecot."""
