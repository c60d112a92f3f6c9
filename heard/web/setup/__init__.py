"""The administrators' pages: channels, what is held up, mail that left."""
