"""What is said when a desk is not moved."""


class Refused(Exception):
    """Nothing was moved; the message says why and what to do."""
