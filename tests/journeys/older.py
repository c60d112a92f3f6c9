"""A desk as an older version left it, with some hundred rows of each kind: made, told row by row, and found.

`python -m tests.journeys.older make|rows|find`. Written through the models as the migrations of that time
have them, so in the columns of then; rows are read past all models, so nothing of ours can paint them over.
"""

import hashlib
import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import django

# As main stood on 22 November 2026 at 01:41, before roles, drafts, the portal and the API.
THEN = [
    ("files", "0001_initial"),
    ("lib", "0001_initial"),
    ("live", "0001_changed_name"),
    ("timeline", "0001_initial"),
    ("reactions", "0001_initial"),
    ("search", "0003_places"),
    ("staff", "0002_teams"),
    ("customers", "0002_organisations"),
    ("channels", "0003_groups_and_beginnings"),
    ("tickets", "0003_sensitive_words"),
]
MANY = 300
STATUSES = ("new", "open", "waiting", "hold", "solved", "closed")
START = datetime(2026, 3, 1, 8, tzinfo=UTC)
WORD = "Glockenspielfeder"  # in every tenth message, and nowhere else


def make() -> None:
    """The tables of then, filled."""
    # Deferred: need Django loaded.
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    for app, migration in THEN:
        call_command("migrate", app, migration, verbosity=0)
    old = MigrationExecutor(connection).loader.project_state(THEN).apps
    with transaction.atomic():
        _people(old)
        _tickets(old)
        _said(old)
        _machinery(old)
    _index(old)


def _people(old: Any) -> None:
    person, team = old.get_model("staff", "Person"), old.get_model("staff", "Team")
    old.get_model("staff", "Desk").objects.create(name="Oakhollow Clocks")
    staff = [
        person.objects.create(
            email=f"p{n}@oakhollow.example",
            name=f"Person {n}",
            password="!",
            role="agent" if n else "owner",
            is_active=n != 4,
        )
        for n in range(5)
    ]
    for n in range(3):
        team.objects.create(name=f"Team {n}").members.set(staff[n : n + 2])
    old.get_model("staff", "Token").objects.create(person=staff[0], digest="d" * 64, scopes=["tickets:read"])
    old.get_model("channels", "Channel").objects.create(
        kind="email", name="Help", address="help@oakhollow.example", takes_any=True, signature="Yours"
    )
    customer, identity = old.get_model("customers", "Customer"), old.get_model("customers", "Identity")
    organisation, domain = (old.get_model("customers", name) for name in ("Organisation", "Domain"))
    for n in range(MANY):
        one = customer.objects.create(name=f"Ursula Müller-{n} 🕰", met_at=START + timedelta(hours=n))
        identity.objects.create(customer=one, kind="email", address=f"ursula{n}@uhr.example")
        if n % 3 == 0:
            gone = START if n % 2 else None
            identity.objects.create(
                customer=one, kind="email", address=f"u{n}@work.example", unreachable_since=gone
            )
    for n in range(20):
        domain.objects.create(
            organisation=organisation.objects.create(name=f"Firm {n}"), name=f"firm{n}.example"
        )


def _tickets(old: Any) -> None:
    model = {name: old.get_model("tickets", name) for name in ("Ticket", "TicketTag", "TicketLink")}
    follower, reading = (old.get_model("tickets", name) for name in ("Follower", "Reading"))
    staff = list(old.get_model("staff", "Person").objects.order_by("pk"))
    teams = list(old.get_model("staff", "Team").objects.order_by("pk"))
    channel = old.get_model("channels", "Channel").objects.get()
    addresses = list(old.get_model("customers", "Identity").objects.select_related("customer").order_by("pk"))
    for n in range(1, MANY + 1):
        status, at = STATUSES[n % 6], START + timedelta(hours=n)
        ticket = model["Ticket"].objects.create(
            subject=f"Die Uhr Nr. {n} steht",
            status=status,
            tags=["repair", f"t{n % 7}"],
            opened_at=at,
            changed_at=at + timedelta(minutes=n),
            waiting_since=at if status in ("new", "open") else None,
            solved_at=at if status in ("solved", "closed") else None,
            hold_until=at + timedelta(days=900) if status == "hold" else None,
            snippet=f"Sie steht seit {n} Tagen",
            is_bulk=n % 50 == 0,
            version=1 + n % 5,
            handoffs=n % 3,
            priority=1 + n % 4,
            assignee=staff[n % 4] if n % 2 else None,
            team=teams[n % 3] if n % 4 else None,
            channel=channel,
            customer=addresses[n].customer,
            identity=addresses[n],
        )
        assert ticket.number == n
        for tag in ticket.tags:
            pile = 0 if status in ("solved", "closed") else (2 if ticket.is_bulk else 1)
            model["TicketTag"].objects.create(
                ticket=ticket, tag=tag, pile=pile, changed_at=ticket.changed_at, team=ticket.team
            )
        follower.objects.create(ticket=ticket, person=staff[n % 5])
        reading.objects.create(ticket=ticket, person=staff[n % 5], until=at)
    rows = model["Ticket"].objects
    for n in range(10, MANY, 10):
        rows.filter(number=n).update(merged_into=rows.get(number=n + 1))
        model["TicketLink"].objects.create(ticket_id=n + 2, other_id=n + 3)


def _said(old: Any) -> None:
    # Deferred: need Django loaded.
    from heard.files import store

    model = {
        name: old.get_model("tickets", name) for name in ("Message", "Note", "Attachment", "Participant")
    }
    arrival, outgoing = (old.get_model("channels", name) for name in ("Arrival", "Outgoing"))
    channel = old.get_model("channels", "Channel").objects.get()
    staff = list(old.get_model("staff", "Person").objects.order_by("pk"))
    everybody = list(old.get_model("customers", "Identity").objects.order_by("pk"))
    for ticket in old.get_model("tickets", "Ticket").objects.order_by("number"):
        n, at = ticket.number, ticket.opened_at
        raw = store.keep(f"Subject: {n}\r\n\r\n{'tick tock ' * (n * 40)}".encode())  # in the row, or a file
        came = arrival.objects.create(
            channel=channel, raw_id=raw.digest, state="done", door="smtp", their_id=f"<{n}@uhr.example>"
        )
        word = f" {WORD}" if n % 10 == 0 else ""
        first = model["Message"].objects.create(
            ticket=ticket,
            direction="in",
            sender_name=f"Ursula Müller-{n}",
            subject=ticket.subject,
            text=f"Meine Uhr {n} steht, größer gedacht: ⏰.{word}\n\nGruß",
            whole_text="> quoted",
            at=at,
            message_id=f"<{n}@uhr.example>",
            fingerprint=hashlib.sha256(str(n).encode()).hexdigest(),
            sensitive=["card"] if n % 9 == 0 else [],
            cc=["other@uhr.example"] if n % 5 == 0 else [],
            arrival=came,
            identity_id=ticket.identity_id,
        )
        answer = model["Message"].objects.create(
            ticket=ticket,
            direction="out",
            sender_name="Person 1",
            subject=f"Re: {ticket.subject}",
            text=f"Wir kommen am {n}. um *acht*.",
            at=at + timedelta(hours=1),
            message_id=f"<re-{n}@oakhollow.example>",
            delivery=("sent", "sent", "bounced", "partly")[n % 4],
            person=staff[1],
            identity_id=ticket.identity_id,
        )
        content = store.keep(f"sent {n}".encode())
        outgoing.objects.create(
            channel=channel,
            content_id=content.digest,
            state="done",
            about_kind="message",
            about_id=answer.pk,
            recipient=f"r{n}@uhr.example",
            message_id=answer.message_id,
            sent_at=at + timedelta(hours=1, minutes=1),
        )
        model["Note"].objects.create(ticket=ticket, person=staff[2], text=f"Feder {n} bestellt", at=at)
        picture = store.keep(f"a picture of clock {n}".encode())
        model["Attachment"].objects.create(
            message=first, blob_id=picture.digest, name=f"uhr-{n}.png", type="image/png"
        )
        if n % 4 == 0:
            model["Participant"].objects.create(
                ticket=ticket, identity=everybody[n - 1], is_confirmed=bool(n % 8)
            )


def _machinery(old: Any) -> None:
    entry, reaction = old.get_model("timeline", "Entry"), old.get_model("reactions", "Reaction")
    last = None
    for n in range(1, MANY * 4 + 1):
        kind = ("ticket.opened", "message.received", "message.sent", "note.written")[n % 4]
        last = entry.objects.create(
            kind=kind,
            at=START + timedelta(minutes=n),
            subject_kind="ticket",
            subject_id=1 + n % MANY,
            actor_kind="person" if n % 2 else "",
            actor_id=n % 2,
            data={"n": n},
            cause=last if n % 3 == 0 else None,
        )
        if n % 4 == 1:
            reaction.objects.create(entry=last, name="tickets.findable.message", subject="x", state="done")
    old.get_model("lib", "Heartbeat").objects.create(name="old worker", loop="clock", at=START)


def _index(old: Any) -> None:
    # Deferred: need Django loaded.
    from heard.lib.ref import Ref
    from heard.search import index, names

    rows = old.get_model("tickets", "Message").objects.select_related("identity__customer").order_by("pk")
    for row in rows:
        index.put(
            index.Text(
                Ref("message", row.pk), row.ticket_id, row.at, title=f"{row.ticket_id} Uhr", body=row.text
            )
        )
        customer = row.identity.customer
        names.put((Ref("customer", customer.pk), [customer.name, row.identity.address]))


def rows() -> dict[str, dict[str, list[str]]]:
    """By table: the columns of then, and a digest of each row's values in them."""
    # Deferred: need Django loaded.
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    told: dict[str, dict[str, list[str]]] = {}
    old = MigrationExecutor(connection).loader.project_state(THEN).apps
    with connection.cursor() as cursor:
        for model in old.get_models(include_auto_created=True):
            if model._meta.app_label not in dict(THEN):
                continue
            columns = sorted(field.column for field in model._meta.concrete_fields)
            quoted = ", ".join(map(connection.ops.quote_name, columns))
            key, table = (connection.ops.quote_name(n) for n in (model._meta.pk.column, model._meta.db_table))
            cursor.execute(f"SELECT {quoted} FROM {table} ORDER BY {key}")
            told[model._meta.db_table] = {
                "columns": columns,
                "rows": [hashlib.sha256(repr(_plain(row)).encode()).hexdigest() for row in cursor.fetchall()],
            }
    return told


def _plain(row: tuple[Any, ...]) -> list[Any]:
    return [bytes(each) if isinstance(each, memoryview) else each for each in row]


def find() -> dict[str, Any]:
    """What the version of today finds and reads of it: words, customers, files."""
    # Deferred: need Django loaded.
    from heard.files import store
    from heard.files.models import Blob
    from heard.staff.models import Person
    from heard.tickets import finding

    owner = Person.objects.get(role="owner")
    files = hashlib.sha256()
    for blob in Blob.objects.order_by("digest"):
        content = store.content(blob)
        assert hashlib.sha256(content).hexdigest() == blob.digest
        files.update(content)
    return {
        "words": sorted(hit.ticket for hit in finding.newest(finding.ask(owner, WORD)).hits),
        "number": [hit.ticket for hit in finding.newest(finding.ask(owner, "Uhr 123 steht")).hits],
        "customers": [each.name for each in finding.customers(owner, "ursula77@uhr.example")],
        "files": [Blob.objects.count(), files.hexdigest()],
    }


if __name__ == "__main__":
    django.setup()
    made = {"make": make, "rows": rows, "find": find}[sys.argv[1]]()
    if made is not None:
        print(json.dumps(made))
