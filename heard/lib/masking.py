"""What must not stand in a log: addresses of pages that are keys by themselves."""

import logging
import re

KEYS = re.compile(r"(/(?:my/link|my/sign-in|join|notices)/)[^/\s\"'?]{8,}")


class NoSecrets(logging.Filter):
    """Masks the keys in what a record says, before any handler writes it down."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record through."""
        said = record.getMessage()
        if KEYS.search(said):
            record.msg, record.args = KEYS.sub(r"\1…", said), ()
        return True
