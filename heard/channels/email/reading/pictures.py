"""Which pictures are written into the HTML itself (`data:` addresses)?

They become files of the mail that the HTML shows by their Content-ID, like pictures that came as parts.
"""

import re

from heard.channels.email.reading import transfer
from heard.channels.inbound import InboundFile

MAX_PICTURES = 100
DATA = re.compile(
    r"src\s{0,5}=\s{0,5}([\"'])data:(image/(?:png|jpe?g|gif|webp));base64,([A-Za-z0-9+/=\s]+)\1",
    re.IGNORECASE,
)


def take_out(html: str) -> tuple[str, list[InboundFile]]:
    """The HTML with `cid:` addresses in place of its pictures, and the pictures."""
    found: list[InboundFile] = []

    def keep(match: re.Match[str]) -> str:
        identifier = f"picture-{len(found) + 1}@data"
        content = transfer.base64(match[3].encode("ascii"))
        found.append(InboundFile("", match[2].lower(), content, content_id=identifier))
        return f'src="cid:{identifier}"'

    return DATA.sub(keep, html, count=MAX_PICTURES), found
