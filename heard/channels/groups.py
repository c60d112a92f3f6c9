"""Who wrote, when a mail comes through a group or list that writes in its own name?

To pass DMARC, groups rewrite From ("'Ada' via Support" <support@…>) and say elsewhere who it was: in
X-Original-From or X-Original-Sender (Google Groups), Reply-To (Mailman), or the address (groups.io). They are
believed only where From is the group that a person entered for the channel: anybody can write such headers.
"""

import re
from dataclasses import replace

from heard.channels.inbound import Address, Inbound

VIA = re.compile(r"\s+(?:via|über|par|por|tramite)\s+.{1,200}$", re.IGNORECASE | re.DOTALL)


def behind(inbound: Inbound, group: str) -> Inbound:
    """The mail as its writer's, if it came through `group`; without a group (empty) as it is."""
    if not group:
        return inbound
    person = _person(inbound, group)
    through = person is not None or group in {one.email for one in (inbound.sender, *inbound.to, *inbound.cc)}
    if person is not None:
        others = tuple(one for one in inbound.reply_to if one.email not in {group, person.email})
        inbound = replace(inbound, sender=person, reply_to=others)
    return replace(inbound, kind="message") if through and inbound.kind == "list" else inbound


def _person(inbound: Inbound, group: str) -> Address | None:
    """Who wrote, where From is the group; None where it is not, or nobody says who."""
    sender = inbound.sender
    local, _at, domain = sender.email.rpartition("@")
    if sender.email == group:
        said = (inbound.original_sender, *inbound.reply_to)
        found = next((one for one in said if one and "@" in one.email and one.email != group), None)
    elif "=" in local and domain == group.rpartition("@")[2]:
        found = Address("@".join(local.rsplit("=", 1)))
    else:
        return None
    return Address(found.email, found.name or VIA.sub("", sender.name).strip("'\" ")) if found else None
