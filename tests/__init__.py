"""What Heard promises, tested; the tree mirrors heard/."""
