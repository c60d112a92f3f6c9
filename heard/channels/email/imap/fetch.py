"""Bringing home what is on the server and not here, then making the server's copy as the account wants it.

The store decides, never the server's flags or dates: known are the UIDs of this life of the folder.
A mail and its UID are one commit, and only after it the server's copy is touched. So a kill between any two
lines leaves either nothing, or a mail whose copy is touched at the next look.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from heard.channels import arrivals
from heard.channels.arrivals import Received
from heard.channels.email.imap.connect import Session
from heard.channels.email.imap.models import Afterwards, ImapAccount, ImapFolder, ImapMail, Left
from heard.channels.email.imap.wire import Mail

DOOR = "imap"
BATCH_MAILS = 25
BATCH_BYTES = 8_000_000
TRIES = 3


@dataclass
class Look:
    """One connection's work on one life of the folder; `known` is what the store holds of it."""

    account: ImapAccount
    session: Session
    folder: ImapFolder
    known: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Reads what the store knows; from here on only this look adds to it."""
        here = Q(arrival__isnull=False) | ~Q(left=Left.NO)
        self.known = set(self.folder.mails.filter(here).values_list("uid", flat=True))


def begin(account: ImapAccount, session: Session) -> Look:
    """Opens the folder and finds out which of its lives it is in. Raises Failed."""
    validity = session.open_folder(account.folder, to_change=account.afterwards != Afterwards.LEAVE)
    if account.afterwards == Afterwards.MOVE:
        session.make_folder(account.move_to)
    life = {"account": account, "server": server_name(account), "validity": validity}
    folder = ImapFolder.objects.filter(**life).first() or _first_sight(account, session, life)
    return Look(account, session, folder)


def _first_sight(account: ImapAccount, session: Session, life: dict[str, Any]) -> ImapFolder:
    """A life of the folder that we meet now; what lay there before the account begins is left, and known.

    Here alone a date decides, because a person asked for it: the server's own, of when it took the mail. One
    that it does not say counts as new. The life and what is left of it are one commit.
    """
    before = []
    if account.begins_at:
        moments = session.moments(session.uids())
        before = [uid for uid, at in moments.items() if at and at < account.begins_at]
    with transaction.atomic():
        folder, made = ImapFolder.objects.get_or_create(**life)
        if made:
            rows = (ImapMail(folder=folder, uid=uid, left=Left.BEFORE, touched=True) for uid in before)
            ImapMail.objects.bulk_create(rows, batch_size=500)
    return folder


def server_name(account: ImapAccount) -> str:
    """Where the folder is, so that the numbers of another server are never taken for the same mails."""
    return f"{account.user}@{account.host}/{account.folder}"[:600]


def take_all(look: Look, go_on: Callable[[], None]) -> int:
    """Fetches everything that is on the server and not here; says how many mails came.

    `go_on` is called between batches and raises to stop. Raises Failed.
    """
    _touch(look)
    there = look.session.uids()
    fresh = [uid for uid in there if uid not in look.known]
    came = 0
    for batch in _batches(look, fresh):
        go_on()
        if look.account.careful:
            _count_try(look, batch)
        mails = look.session.mails(batch)
        _keep(look, mails)
        _touch(look)
        came += len(mails)
    return came


def _batches(look: Look, uids: list[int]) -> Iterator[list[int]]:
    """UIDs that are fetched together, sizes known first; what may not come is written down instead."""
    most = 1 if look.account.careful else BATCH_MAILS
    given_up = _given_up(look) if look.account.careful else set()
    for start in range(0, len(uids), 1000):
        batch: list[int] = []
        held = 0
        for uid, size in sorted(look.session.sizes(uids[start : start + 1000]).items()):
            if size > settings.MAIL_BYTES or uid in given_up:
                _leave(look, uid, size, Left.TOO_LARGE if size > settings.MAIL_BYTES else Left.BROKE)
                continue
            if batch and (len(batch) >= most or held + size > BATCH_BYTES):
                yield batch
                batch, held = [], 0
            batch.append(uid)
            held += size
        if batch:
            yield batch


def _keep(look: Look, mails: list[Mail]) -> None:
    """The mails and their UIDs, one commit."""
    now = timezone.now()
    done = look.account.afterwards == Afterwards.LEAVE
    batch = [
        Received(
            look.account.channel,
            DOOR,
            mail.raw,
            their_id=f"{look.folder.pk}:{look.folder.validity}:{mail.uid}",
            envelope={"folder": look.account.folder, "uid": mail.uid},
            kept_at=min(mail.at, now) if mail.at else now,  # clocks start when it reached the mailbox
        )
        for mail in mails
    ]

    def beside(numbers: list[int]) -> None:
        rows = [
            ImapMail(folder=look.folder, uid=mail.uid, size=len(mail.raw), arrival_id=number, touched=done)
            for mail, number in zip(mails, numbers, strict=True)
        ]
        ImapMail.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["folder", "uid"],
            update_fields=["size", "arrival", "left"],
        )

    if mails:
        arrivals.keep_many(batch, beside=beside)
        look.known.update(mail.uid for mail in mails)


def _touch(look: Look) -> None:
    """Makes the server's copies of what we have as the account wants them. Again is harmless."""
    rows = look.folder.mails.filter(touched=False, arrival__isnull=False)
    uids = list(rows.order_by("uid").values_list("uid", flat=True))
    if not uids:
        return
    wanted = look.account.afterwards
    if wanted == Afterwards.SEEN:
        look.session.mark_seen(uids)
    elif wanted == Afterwards.MOVE:
        look.session.move(uids, look.account.move_to)
    elif wanted == Afterwards.DELETE:
        look.session.delete(uids)
    for start in range(0, len(uids), 500):
        look.folder.mails.filter(uid__in=uids[start : start + 500]).update(touched=True)


def _leave(look: Look, uid: int, size: int, why: Left) -> None:
    ImapMail.objects.update_or_create(
        folder=look.folder, uid=uid, defaults={"size": size, "left": why, "touched": True}
    )
    look.known.add(uid)


def _count_try(look: Look, batch: list[int]) -> None:
    """Written before the mail is fetched, so that it counts also when it takes us down."""
    for uid in batch:
        row, _made = ImapMail.objects.get_or_create(folder=look.folder, uid=uid)
        ImapMail.objects.filter(pk=row.pk).update(tries=row.tries + 1)


def _given_up(look: Look) -> set[int]:
    rows = look.folder.mails.filter(arrival__isnull=True, tries__gte=TRIES)
    return set(rows.values_list("uid", flat=True))
