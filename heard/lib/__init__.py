"""Business-free plumbing: claim, durable commits, text, env, bridge. Knows nothing of Heard."""
