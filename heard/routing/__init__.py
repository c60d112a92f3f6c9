"""To whom a new ticket goes by itself: by where it came in, language, words, or who knows the customer."""
