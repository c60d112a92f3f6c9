"""What we know and publish: the pages of the help centre."""
