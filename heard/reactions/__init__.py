"""What follows when something happened."""
