"""Who they are: customers and the addresses they write from."""
