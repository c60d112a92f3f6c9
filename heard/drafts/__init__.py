"""What is about to be said: sending it, and taking it back while it waits."""
