"""Did the receiving server find that the sender is not who they say they are?"""

import re

from heard.channels.email.reading.headers import Headers

DMARC = re.compile(rb"\bdmarc\s*=\s*(\w+)", re.IGNORECASE)
PASSED = ("", "pass", "bestguesspass")  # or nobody asked, or its domain says nothing and it would have


def dmarc(fields: Headers) -> str:
    """What the newest Authentication-Results (RFC 8601) say of DMARC, such as "fail"; empty for nothing.

    The newest stands on top: our own server wrote it. Those below came with the mail and prove nothing.
    """
    found = DMARC.search(fields.raw("authentication-results"))
    return found[1].decode("ascii", "replace").lower() if found else ""
