"""The whole desk in one file, and back again: while it runs, and never half."""
