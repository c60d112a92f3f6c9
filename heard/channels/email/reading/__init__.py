"""How a mail is read: from bytes to words, files, kind and language. Standard library and nh3 only."""
