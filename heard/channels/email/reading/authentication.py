"""Did the receiving server find that the sender is not who they say they are?"""

import re

from heard.channels.email.reading.headers import Headers

FAILED = re.compile(rb"\bdmarc\s*=\s*fail\b", re.IGNORECASE)


def failed(fields: Headers) -> bool:
    """Whether the newest Authentication-Results (RFC 8601) say dmarc=fail.

    The newest stands on top: our own server wrote it. Those below came with the mail and prove nothing.
    """
    return bool(FAILED.search(fields.raw("authentication-results")))
