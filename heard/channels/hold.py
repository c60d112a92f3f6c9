"""The hold on the outbox: after a restore nothing leaves until a person says so.

What left between the backup and the restore would otherwise leave twice. The hold is a file in the data
folder, written before the database is there, so that no worker is ever quicker than it.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from heard.channels.models import Outgoing
from heard.lib import held
from heard.lib.claim import AT_ONCE, State
from heard.lib.held import Hold
from heard.lib.ref import NOBODY, Ref, ref
from heard.timeline.kinds import Kind
from heard.timeline.record import record

MAYBE = (
    "It waited when the backup was taken, so it may have left before the restore. Try again if it did not."
)


@dataclass(frozen=True, slots=True)
class Released:
    """How many copies go out now, and how many stay because they may have left before."""

    going: int
    staying: int


def is_standing() -> bool:
    """Whether nothing may leave."""
    return held.is_marked(settings.HOME)


def standing() -> Hold | None:
    """The hold, if there is one."""
    return held.marked(settings.HOME)


def waiting() -> tuple[int, int]:
    """How many copies wait that may have left before the restore, and how many were written since."""
    hold = standing()
    rows = Outgoing.objects.filter(state=State.WAITING)
    old = rows.filter(queued_at__lte=hold.restored_at).count() if hold and hold.restored_at else 0
    return old, rows.count() - old


def release(*, with_old: bool, by: Ref = NOBODY) -> Released:
    """Lets mail leave again. Without `with_old` what waited in the backup is set down as not sent, each to
    be tried again by hand."""
    hold = standing()
    if hold is None or hold.restored_at is None:
        return Released(0, 0)
    with transaction.atomic():
        rows = Outgoing.objects.filter(state=State.WAITING)
        old = [] if with_old else list(rows.filter(queued_at__lte=hold.restored_at))
        stays = Outgoing.objects.filter(pk__in=[row.pk for row in old])
        stays.update(state=State.FAILED, lease=None, error=MAYBE)
        for row in old:
            record(Kind.OUTGOING_REFUSED, ref(row), about=Ref(row.about_kind, row.about_id))
        going = rows.update(due_at=AT_ONCE)
        record(Kind.OUTBOX_RELEASED, Ref("desk", 1), actor=by, data={"with_old": with_old})
        transaction.on_commit(lambda: held.forget(settings.HOME))
    return Released(going, len(old))
