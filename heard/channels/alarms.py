"""What people must know about a mailbox, as facts: each recorded once, and once more when it is over."""

from collections.abc import Mapping

from django.db import transaction

from heard.channels.models import Channel
from heard.lib.ref import ref
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from heard.timeline.record import record

ALARMS = (Kind.MAILBOX_FAILED, Kind.MAILBOX_DIFFERS, Kind.MAILBOX_SILENT, Kind.MAILBOX_EXPIRING)


def begin(kind: Kind, channel: Channel, data: Mapping[str, str | int | bool] | None = None) -> bool:
    """Records the alarm unless it stands already; says whether it is new."""
    with transaction.atomic():
        _alone(channel)
        if kind in standing([channel.pk]).get(channel.pk, {}):
            return False
        record(kind, ref(channel), data=data)
        return True


def end(kind: Kind, channel: Channel) -> bool:
    """Records that it is over, if it stands."""
    if kind not in standing([channel.pk]).get(channel.pk, {}):  # the usual case takes no lock
        return False
    with transaction.atomic():
        _alone(channel)
        entry = standing([channel.pk]).get(channel.pk, {}).get(kind)
        if entry is None:
            return False
        record(Kind.MAILBOX_RECOVERED, ref(channel), cause=entry, data={"from": kind.value})
        return True


def standing(channels: list[int]) -> dict[int, dict[Kind, Entry]]:
    """The alarms that are not over, by channel and kind: those that no recovery names as its cause."""
    rows = Entry.objects.filter(subject_kind="channel", subject_id__in=channels)
    over = rows.filter(kind=Kind.MAILBOX_RECOVERED).values("cause")
    found: dict[int, dict[Kind, Entry]] = {}
    for entry in rows.filter(kind__in=ALARMS).exclude(pk__in=over).order_by("pk"):
        found.setdefault(entry.subject_id, {})[Kind(entry.kind)] = entry
    return found


def _alone(channel: Channel) -> None:
    """One writer at a time for this channel; SQLite has only one anyway."""
    list(Channel.objects.select_for_update().filter(pk=channel.pk).values_list("pk"))
