"""The OpenID Connect client: asking, the way there and back, and reading tokens."""
