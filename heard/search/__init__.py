"""What can be found: one index, two databases, three functions."""
