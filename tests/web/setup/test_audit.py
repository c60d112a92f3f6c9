"""The audit page: who did what and from where, filters, pages without gaps, the table, its query plans."""

import csv
import io
import os
import pwd
from contextvars import copy_context
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client

from heard.cli import terminal
from heard.privacy import export
from heard.reports import audit
from heard.reports.audit import Wanted
from heard.staff import tokens
from heard.staff.models import Person
from heard.tickets.models import Ticket
from heard.timeline.models import Entry
from tests.conftest import PASSWORD

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def entered(number: int, *, actor: int = 1, kind: str = "ticket.opened", at: datetime = NOON) -> list[Entry]:
    """So many facts at the same moment."""
    made = (
        Entry(kind=kind, at=at, recorded_at=at, subject_kind="ticket", subject_id=7, actor_kind="person",
              actor_id=actor)
        for _one in range(number)
    )  # fmt: skip
    return Entry.objects.bulk_create(made)


def table(desk: Client, asked: str = "") -> list[dict[str, str]]:
    answer = desk.get(f"/setup/audit/export?{asked}")
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))  # type: ignore[attr-defined]


def test_what_is_done_at_the_command_line_says_by_whom_and_of_whom(
    ticket: Ticket, desk_of_nora: Client
) -> None:
    def at_the_machine() -> None:
        terminal.note_who()
        export.record_it(ticket.customer, by=None)

    copy_context().run(at_the_machine)
    (row,) = table(desk_of_nora, "kind=customer.exported")
    assert (row["from"], row["subject"]) == (
        f"command line, {pwd.getpwuid(os.getuid()).pw_name}", f"customer {ticket.customer_id}"
    )  # fmt: skip
    page = desk_of_nora.get("/setup/audit/?kind=customer.exported").content.decode()
    assert ("Ada Okoye" in page, "somebody at the machine" in page) == (True, True)


def test_it_says_from_where(nora: Person, tom: Person, ticket: Ticket) -> None:
    hers = Client(headers={"user-agent": "Firefox/140.0 Linux"}, REMOTE_ADDR="203.0.113.77")
    hers.post("/sign-in/", {"login": nora.email, "password": PASSWORD})
    hers.post(f"/setup/people/{tom.pk}/sign-outs")
    secret = tokens.give(tom, tokens.Wanted(("notes:write", "tickets:read"), "The till"), by=tom)
    program = Client(headers={"Authorization": f"Bearer {secret}"})
    path = f"/api/v1/tickets/{ticket.number}/notes"
    assert program.post(path, {"text": "Hm."}, content_type="application/json").status_code == 201
    rows = {row["kind"]: (row["who"], row["from"]) for row in table(hers)}
    assert rows["person.signed_out"] == ("Nora Lind", "203.0.113.0/24 Firefox, Linux")
    assert rows["note.written"] == ("Tom Abara", "API token The till")
    page = hers.get("/setup/audit/").content.decode()
    assert ("203.0.113.0/24" in page, "203.0.113.77" in page) == (True, False)


def test_pages_follow_without_gaps(nora: Person) -> None:
    made = {entry.pk for entry in entered(2 * audit.PAGE + 1)}
    wanted, seen, after = Wanted(kind="ticket.opened"), [], None
    while True:
        lines, after = audit.page(wanted, after)
        seen += [line.entry.pk for line in lines]
        if after is None:
            break
    assert (set(seen), len(seen)) == (made, len(made))
    assert len(list(audit.whole(wanted))) == len(made)


def test_filters(desk_of_nora: Client, nora: Person, tom: Person) -> None:
    entered(2, actor=tom.pk)
    entered(1, actor=nora.pk, at=NOON.replace(day=6))
    entered(1, actor=tom.pk, kind="note.written")
    asked = ("person={}&kind=ticket.opened", "since=2026-01-06&until=2026-01-06", "until=2026-01-05")
    assert [len(table(desk_of_nora, one.format(tom.pk))) for one in asked] == [2, 1, 3]
    page = desk_of_nora.get(f"/setup/audit/?person={tom.pk}").content.decode()
    assert f'<option value="{tom.pk}" selected>' in page
    assert desk_of_nora.get("/setup/audit/?since=yesterday&after=x").status_code == 422


def test_a_name_does_not_compute(desk_of_nora: Client, tom: Person) -> None:
    Person.objects.filter(pk=tom.pk).update(name="=1+1")
    entered(1, actor=tom.pk, kind="note.written")
    assert table(desk_of_nora, "kind=note.written")[0]["who"] == "'=1+1"


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (Wanted(), "entry_by_time"),
        (Wanted(since=NOON, until=NOON.replace(day=9)), "entry_by_time"),
        (Wanted(person=1), "entry_by_actor"),
        (Wanted(kind="note.written"), "entry_by_kind"),
    ],
)
def test_a_page_reads_along_an_index(nora: Person, wanted: Wanted, index: str) -> None:
    after = entered(500, actor=2, kind="team.formed")[0]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # a table of some rows is not worth an index to it
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            cursor.execute("ANALYZE timeline_entry")  # else it takes any of them for as good
    for behind in (None, after):
        plan = audit.entries(wanted, behind)[: audit.PAGE].explain()
        assert (index in plan, "TEMP B-TREE" in plan, "Sort" in plan) == (True, False, False)


def test_entries_hold_no_address(nora: Person) -> None:
    words = {field.name for field in Entry._meta.get_fields() if "char" in str(type(field)).lower()}
    assert words == {"kind", "subject_kind", "about_kind", "actor_kind", "through_kind"}
