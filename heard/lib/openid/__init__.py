"""Signing in at somebody else's (OpenID Connect, authorization code with PKCE); knows nothing of Heard."""
