"""The doors: what comes in is kept raw, what goes out waits in the outbox; one folder a kind."""
