"""Do both sides add up? What the server has against what is here, what we said to have taken likewise."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from heard.channels import alarms, receipts
from heard.channels.email.imap import account as accounts
from heard.channels.email.imap import fetch
from heard.channels.email.imap.connect import Failed, Session
from heard.channels.email.imap.models import ImapAccount, ImapFolder, ImapMail, Left, Trouble
from heard.channels.email.mailboxes import KIND
from heard.channels.models import Arrival, Channel, Reconciliation
from heard.lib.claim import State
from heard.timeline.kinds import Kind

SECONDS = 10.0  # for each answer of a server
MOST_NAMED = 100
KEPT_FOR = timedelta(days=90)
SMTP, PIPE, IMAP = "smtp", "pipe", fetch.DOOR


@dataclass(frozen=True, slots=True)
class Stored:
    """Where everything is that came through one door. The first is the sum of the others."""

    stored: int
    taken: int
    set_aside: int
    failed: int
    reading: int

    @property
    def adds_up(self) -> bool:
        """Whether the second side is the first."""
        return self.stored == self.taken + self.set_aside + self.failed + self.reading


def mailboxes() -> list[Channel]:
    """The mailboxes there are."""
    return list(Channel.objects.filter(kind=KIND).order_by("name", "pk"))


def count(channel: Channel) -> list[Reconciliation]:
    """Counts each door of a mailbox now, writes it down, and begins or ends the alarm `mailbox.differs`.

    Uses the network: not inside a transaction. A server that cannot be asked is no difference.
    """
    account = ImapAccount.objects.filter(channel=channel).select_related("channel").first()
    rows = [_count_server(account)] if account else []
    rows += [row for door in (SMTP, PIPE) if (row := _count_said(channel, door))]
    for row in rows:
        row.save()
    missing = sum(row.missing for row in rows)
    if missing:
        alarms.begin(Kind.MAILBOX_DIFFERS, channel, {"missing": missing})
    elif not any(row.trouble for row in rows):
        alarms.end(Kind.MAILBOX_DIFFERS, channel)
    Reconciliation.objects.filter(channel=channel, at__lt=timezone.now() - KEPT_FOR).delete()
    return rows


def last_counts(channel: Channel) -> list[Reconciliation]:
    """The newest count of each door."""
    found = []
    for door in (IMAP, SMTP, PIPE):
        row = Reconciliation.objects.filter(channel=channel, door=door).order_by("-at").first()
        if row:
            found.append(row)
    return found


def stored(channel: Channel, door: str) -> Stored:
    """Where everything is that came through `door`."""
    of = {state: Count("pk", filter=Q(state=state)) for state in State}
    sums: dict[str, Any] = Arrival.objects.filter(channel=channel, door=door).aggregate(
        all=Count("pk"), **{state.value: number for state, number in of.items()}
    )
    return Stored(
        sums["all"], sums[State.DONE], sums[State.SET_ASIDE], sums[State.FAILED], sums[State.WAITING]
    )


def fetch_again(channel: Channel, uid: int) -> bool:
    """Has a mail fetched once more that is on the server and not here; says whether we can."""
    account = ImapAccount.objects.filter(channel=channel).first()
    if account is None:
        return False
    ImapMail.objects.filter(folder__account=account, uid=uid, arrival=None).delete()
    accounts.look_now(account)
    return True


def _count_server(account: ImapAccount) -> Reconciliation:
    row = Reconciliation(channel=account.channel, door=IMAP, at=timezone.now())
    try:
        session = accounts.sign_in(account, seconds=SECONDS)
        try:
            _compare(row, account, session)
        finally:
            session.close()
    except Failed as fault:
        row.trouble = fault.trouble
    return row


def _compare(row: Reconciliation, account: ImapAccount, session: Session) -> None:
    """on_server = stored + before + waiting + missing, by the UIDs of the folder's present life."""
    validity = session.open_folder(account.folder)
    there = session.uids()  # before the store is asked: what comes in between is then here, not missing
    folder = ImapFolder.objects.filter(
        account=account, server=fetch.server_name(account), validity=validity
    ).first()
    here, left = _known(folder)
    open_uids = [uid for uid in there if uid not in here and uid not in left]
    passed_over = _open_before(account, validity) & set(open_uids)
    before = {uid for uid, why in left.items() if why == Left.BEFORE} & set(there)
    missing = sorted((left.keys() & set(there) - before) | passed_over)
    row.on_server = len(there)
    row.stored = len(here & set(there))
    row.before = len(before)
    row.missing = len(missing)
    row.waiting = row.on_server - row.stored - row.before - row.missing
    row.open_uids = [validity, *open_uids[:1000]]
    named = session.named(missing[:MOST_NAMED]) if missing else []
    row.names = [asdict(one) | {"why": left.get(one.uid, "")} for one in named]
    if folder:  # perhaps it works today
        folder.mails.filter(left=Left.BROKE).update(left=Left.NO, tries=0)


def _known(folder: ImapFolder | None) -> tuple[set[int], dict[int, str]]:
    """The UIDs that are kept, and those left on the server with the reason."""
    if folder is None:
        return set(), {}
    here = set(folder.mails.filter(arrival__isnull=False).values_list("uid", flat=True))
    left = folder.mails.filter(arrival=None).exclude(left=Left.NO)
    return here, dict(left.values_list("uid", "left"))


def _open_before(account: ImapAccount, validity: int) -> set[int]:
    """What the last count found waiting, if since then a look said that everything is here."""
    last = Reconciliation.objects.filter(channel=account.channel, door=IMAP, trouble=Trouble.NONE)
    before = last.order_by("-at").first()
    if before is None or not account.passed_at or account.passed_at < before.at:
        return set()
    return set(before.open_uids[1:]) if before.open_uids[:1] == [validity] else set()


def _count_said(channel: Channel, door: str) -> Reconciliation | None:
    """The 250s and exit 0s of the last 30 days against the arrivals of their numbers."""
    said = list(receipts.written(door, channel.pk))
    if not said:
        return None
    there = _existing(channel, [one.number for one in said])
    missing = [one for one in said if one.number not in there]
    names = [{"uid": one.number, "date": one.at.isoformat()} for one in missing[:MOST_NAMED]]
    return Reconciliation(
        channel=channel,
        door=door,
        at=timezone.now(),
        on_server=len(said),
        stored=len(said) - len(missing),
        missing=len(missing),
        names=names,
    )


def _existing(channel: Channel, numbers: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(numbers), 500):
        rows = Arrival.objects.filter(channel=channel, pk__in=numbers[start : start + 500])
        found.update(rows.values_list("pk", flat=True))
    return found
