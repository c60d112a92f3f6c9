"""Pages for customers: the help centre with its form, and their own requests."""
