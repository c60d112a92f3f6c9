"""What waits to leave: claimed with a lease, delivered recipient by recipient, tried again with back-off."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from heard.channels import hold
from heard.channels.models import Channel, Outgoing
from heard.channels.outbound import Outbound, Refused, Retry
from heard.channels.registry import KINDS
from heard.files import store
from heard.lib import claim
from heard.lib.claim import State
from heard.lib.durable import durably
from heard.lib.ref import NOBODY, Ref, ref
from heard.timeline.kinds import Kind
from heard.timeline.record import record

LEASE = timedelta(minutes=3)  # longer than all the time-outs of one delivery together
BOUNCES_WITHIN = timedelta(days=7)
GIVE_UP = timedelta(days=3)  # RFC 5321 4.5.4.1 asks for four to five; a customer is told sooner


def queue(  # noqa: PLR0913 - each by name
    channel: Channel,
    about: Ref,
    recipients: Sequence[str],
    *,
    message_id: str,
    content: bytes,
    is_last: bool = False,
) -> None:
    """Puts one row a recipient in line, in the transaction that says the message is sent.

    One that `is_last` has no return path (RFC 5321, 4.5.5): neither a bounce nor an absence note comes back.
    """
    blob = store.keep(content)
    Outgoing.objects.bulk_create(
        [
            Outgoing(
                channel=channel,
                about_kind=about.kind,
                about_id=about.id,
                recipient=recipient,
                message_id=message_id,
                content=blob,
                is_last=is_last,
            )
            for recipient in recipients
        ],
        ignore_conflicts=True,
    )


def deliver_next() -> bool:
    """Delivers one due row, if there is one. The network is used outside every transaction."""
    row = _claim()
    if row is None:
        return False
    if claim.lost_too_often(row):
        _end(
            row, State.FAILED, Kind.OUTGOING_REFUSED, error="Its worker stopped three times while sending it."
        )
        return True
    try:
        if row.content_id == store.GONE:
            raise Refused("Its words were removed before it left.")
        receipt = KINDS[row.channel.kind].deliver(_outbound(row))
    except Retry as reason:
        _later(row, reason)
    except (Refused, store.Missing) as reason:
        _end(row, State.FAILED, Kind.OUTGOING_REFUSED, error=str(reason))
    else:
        _end(row, State.DONE, Kind.OUTGOING_SENT, receipt=receipt.words[:500])
    return True


def try_again(number: int, *, by: Ref = NOBODY) -> bool:
    """Tries a refused or a waiting delivery now because a person asked."""
    with transaction.atomic():
        revived = claim.revive(Outgoing.objects.all(), [number]) or claim.hurry(
            Outgoing.objects.all(), [number]
        )
        if revived:
            row = Outgoing.objects.get(pk=number)
            record(Kind.OUTGOING_RETRIED, ref(row), about=Ref(row.about_kind, row.about_id), actor=by)
        return bool(revived)


def left(about: Ref, *, at: datetime, words: str) -> None:
    """Says of all copies of a message that they left `at`, in the caller's transaction. Nothing is sent: this
    is for history, which a demo invents."""
    rows = Outgoing.objects.filter(about_kind=about.kind, about_id=about.id, state=State.WAITING)
    for row in list(rows):
        sent = Outgoing.objects.filter(pk=row.pk, state=State.WAITING)
        if sent.update(state=State.DONE, queued_at=at, sent_at=at, receipt=words[:500]):
            record(Kind.OUTGOING_SENT, ref(row), about=about, at=at)


def bounced(
    message_id: str, recipient: str, *, status: str, permanent: bool, at: datetime | None = None
) -> Outgoing | None:
    """Finds what came back (now, or `at`) and says so on it, in the caller's transaction; None if it is not
    ours.

    Found by the Message-ID that the bounce returns, else by the newest mail to that recipient in the last
    days: servers that return no Message-ID are old, and quick. A soft bounce changes nothing but is told.
    """
    if message_id:
        row = _copy_of(list(Outgoing.objects.filter(message_id=f"<{message_id}>")), recipient)
    else:
        recent = timezone.now() - BOUNCES_WITHIN
        rows = Outgoing.objects.filter(state=State.DONE, recipient=recipient, sent_at__gte=recent)
        row = rows.order_by("-sent_at").first() if recipient else None
    if row is None or row.state != State.DONE:
        return None
    if permanent:
        words = f"It came back from {row.recipient}: {status or 'not delivered'}."
        Outgoing.objects.filter(pk=row.pk).update(state=State.FAILED, error=words)
    record(
        Kind.OUTGOING_BOUNCED,
        ref(row),
        about=Ref(row.about_kind, row.about_id),
        at=at,
        data={"status": status, "permanent": permanent},
    )
    return row


def _copy_of(copies: list[Outgoing], recipient: str) -> Outgoing | None:
    """The copy that came back. A mail that was passed on bounces from an address we did not write to: then it
    is the only copy, or the only one at that domain; rather nobody is blamed than the wrong one."""
    domain = recipient.rpartition("@")[2]
    same = [copy for copy in copies if copy.recipient == recipient]
    near = [copy for copy in copies if copy.recipient.rpartition("@")[2] == domain]
    return next((found[0] for found in (same, near, copies) if len(found) == 1), None)


def _claim() -> Outgoing | None:
    """One row, durably ours: nothing leaves that a power cut could make us forget."""
    if hold.is_standing() or not claim.due(Outgoing.objects.all(), timezone.now()).exists():
        return None
    with durably():
        rows = claim.claim(Outgoing.objects.select_related("channel", "content"), lease=LEASE)
        for row in rows:
            if row.lost and not row.unsure:  # the last try never ended: it may have arrived
                row.unsure = True
                Outgoing.objects.filter(pk=row.pk).update(unsure=True)
    return rows[0] if rows else None


def _outbound(row: Outgoing) -> Outbound:
    return Outbound(
        sender="" if row.is_last else row.channel.address,
        recipient=row.recipient,
        message_id=row.message_id,
        content=store.content(row.content),
    )


def _later(row: Outgoing, reason: Retry) -> None:
    if timezone.now() - row.queued_at > GIVE_UP:
        _end(row, State.FAILED, Kind.OUTGOING_REFUSED, error=f"Tried for three days. Last answer: {reason}")
        return
    wait = claim.back_off(row.attempts, first=timedelta(seconds=5), longest=timedelta(hours=2))
    claim.again(row, timezone.now() + wait, error=str(reason), unsure=row.unsure or reason.unsure)


def _end(row: Outgoing, state: State, kind: Kind, *, error: str = "", receipt: str = "") -> None:
    """The row's end and the fact, in one transaction; LeaseLost rolls both back."""
    sent_at = timezone.now() if state is State.DONE else None
    with transaction.atomic():
        claim.finish(row, state, error=error, receipt=receipt, sent_at=sent_at)
        about = Ref(row.about_kind, row.about_id)
        record(kind, ref(row), about=about, data={"possibly_repeated": row.unsure} if row.unsure else None)
