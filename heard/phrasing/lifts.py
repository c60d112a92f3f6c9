"""Gates that a lead opened for one reply: by whom, why, and whether it has been used."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from heard.lib.words import one_line, storable
from heard.phrasing.models import Lift
from heard.staff.models import Person


def lift(ticket: int, codes: Iterable[str], *, reason: str, by: Person) -> list[Lift]:
    """Opens the gates of these codes for the next reply in a ticket."""
    why = one_line(storable(reason), 500)
    return Lift.objects.bulk_create(
        Lift(ticket=ticket, code=code, reason=why, person=by) for code in sorted(set(codes))
    )


def standing(ticket: int) -> frozenset[str]:
    """The codes whose gates are open in a ticket; two who ask at once, to send, do not both get them."""
    with transaction.atomic():
        rows = Lift.objects.select_for_update().filter(ticket=ticket, used_at__isnull=True)
        return frozenset(rows.values_list("code", flat=True))


def use(ticket: int, *, message: int) -> None:
    """Message number `message` went through: all gates of the ticket are shut again."""
    rows = Lift.objects.filter(ticket=ticket, used_at__isnull=True)
    rows.update(used_at=timezone.now(), used_by=message)


def give_back(ticket: int, *, message: int) -> None:
    """The message does not leave: the gates that were opened for it are open as before."""
    Lift.objects.filter(ticket=ticket, used_by=message).update(used_at=None, used_by=None)
