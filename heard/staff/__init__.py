"""Who we are: the desk's people, their sign-in and their tokens."""
