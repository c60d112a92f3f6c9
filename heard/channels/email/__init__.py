"""The email door: listen, read, send."""
