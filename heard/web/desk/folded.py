"""Which things that happened stand in one line, until somebody opens it?"""

from itertools import groupby
from typing import Any

from django.utils.translation import ngettext

FEWEST = 3  # one or two are as short as the line that would fold them


def folded(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stream with runs of events folded: `3 changes`."""
    stream: list[dict[str, Any]] = []
    for is_event, run in groupby(items, key=lambda item: item["type"] == "event"):
        together = list(run)
        if is_event and len(together) >= FEWEST:
            label = ngettext("%d change", "%d changes", len(together)) % len(together)
            name = f"{together[0]['at']:%Y%m%d%H%M%S}"
            stream.append({"type": "events", "id": name, "label": label, "events": together})
        else:
            stream += together
    return stream
