"""How long does a search take over millions of messages, for common, rare and no hits, on this database?

    python -m bench search            300,000 messages
    python bench/search.py 3000000    as many as you have time for (about 4 minutes and 5 GB)
    BENCH_HOMES=/a/folder BENCH_TICKETS=1000000 python -m bench search
                                      those of a desk that is kept there, see bench/kept.py

Made-up words, as often as words of a language are (Zipf); tickets of three messages. bench/asking.py says
what is measured, and how.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests import environment  # a database of our own, before Django reads settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heard.settings")
django.setup()

from bench import asking  # noqa: E402
from bench.kept import HOMES, SIZES, desk_of  # noqa: E402
from heard.channels.email import mailboxes  # noqa: E402
from heard.customers import identities  # noqa: E402
from heard.demo.load import SEES_FEW  # noqa: E402
from heard.search import place, postgres, sqlite  # noqa: E402
from heard.staff import people, teams  # noqa: E402
from heard.staff.models import Person, Sees, Team  # noqa: E402
from tests.journeys.desk import OWNER, ROOT  # noqa: E402

COUNT = 300_000
YEARS = 3
SENTENCES = 200_000


def main(arguments: list[str]) -> int:
    """Print all figures; 1 when one is out of bounds."""
    if HOMES:
        return max(_on_kept(size) for size in SIZES)
    call_command("migrate", verbosity=0)
    count = int(arguments[0]) if arguments else COUNT
    chance = random.Random(7)
    words = _vocabulary(chance)
    began = time.monotonic()
    _load(count, words, chance)
    size = _size()
    taken = time.monotonic() - began
    print(f"{count:,} messages put in {taken:.0f} s; {size / count:.0f} bytes each with index", flush=True)
    asked = [*asking.queries(words, 1000), ("common, never together", "evenly oddly")]
    return 0 if asking.measure(asked, _people()) else 1


def _on_kept(size: int) -> int:
    with desk_of(size) as desk:
        command = [sys.executable, "-m", "bench.asking", OWNER, SEES_FEW]
        return subprocess.run(command, env=desk.environment, cwd=ROOT, check=False).returncode


def _people() -> dict[str, Person]:
    everything = people.join("Nora Lind", "nora@larkfield.example", None)
    little = people.join("Tom Abara", "tom@larkfield.example", None)
    Person.objects.filter(pk=little.pk).update(sees=Sees.OWN_TEAMS)
    little.refresh_from_db()
    Team.objects.get(pk=1).members.add(little)  # every hundredth ticket is that team's
    return dict(zip(asking.PEOPLE, (everything, little), strict=True))


TICKETS = """INSERT INTO tickets_ticket (number, subject, status, priority, customer_id, identity_id,
    channel_id, team_id, tags, opened_at, changed_at, snippet, snippet_is_customers, is_bulk,
    handoffs, version)
    SELECT n, 'made up', CASE WHEN n % 20 = 0 THEN 'open' ELSE 'solved' END, 2, {customer}, {identity},
    {channel}, CASE WHEN n % 100 = 0 THEN 1 END, '[]', '{at}', '{at}', '', {true}, {false},
    0, 1 FROM numbers"""


def _load(count: int, words: list[str], chance: random.Random) -> None:
    """Rows straight into the table, and the index over them afterwards; then the tickets they belong to."""
    vendor = connection.vendor
    engine = postgres if vendor == "postgresql" else sqlite
    with connection.cursor() as cursor:
        for statement in engine.TAKE_DOWN:
            cursor.execute(statement)
        columns = "id, kind, ref_id, ticket, title, who, whom, body"
        if vendor == "postgresql":
            with cursor.copy(f"COPY search_doc ({columns}) FROM STDIN") as copy:
                for row in _texts(count, words, chance):
                    copy.write_row(row)
        else:
            with transaction.atomic():
                cursor.executemany(
                    f"INSERT INTO search_doc ({columns}) VALUES ({', '.join(['%s'] * 8)})",
                    _texts(count, words, chance),
                )
        for statement in [*engine.SETUP, engine.REBUILD]:
            cursor.execute(statement)
        _add_tickets(cursor, count // 3 + 1)
        cursor.execute("VACUUM ANALYZE" if vendor == "postgresql" else "PRAGMA optimize")


def _add_tickets(cursor: Any, count: int) -> None:
    now = timezone.now()
    mailbox = mailboxes.open_mailbox("help@larkfield.example", name="Larkfield Bikes")
    ada = identities.identity_of("email", "ada@okoye.example", name="Ada Okoye", at=now)
    teams.form("Repairs")
    is_postgresql = connection.vendor == "postgresql"
    numbers = (
        f"WITH numbers AS (SELECT n FROM generate_series(1, {count}) n) "
        if is_postgresql
        else f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) "
    )
    rows = TICKETS.format(
        customer=ada.customer_id,
        identity=ada.pk,
        channel=mailbox.pk,
        at=now,
        true="true" if is_postgresql else 1,
        false="false" if is_postgresql else 0,
    )
    head, select = rows.split("SELECT", 1)
    cursor.execute(f"{head} {numbers} SELECT {select}")


def _size() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size('search_doc')")
        else:
            cursor.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%%search_%%'")
        return int(cursor.fetchone()[0])


def _vocabulary(chance: random.Random) -> list[str]:
    starts = "b c d f g h l m n p r s t v w st tr ch sh pl".split()  # noqa: SIM905
    vowels = "a e i o u ai ea ou".split()  # noqa: SIM905
    words: dict[str, None] = {}
    while len(words) < 30_000:
        syllables = chance.choice((1, 2, 2, 3, 3, 4))
        word = "".join(chance.choice(starts) + chance.choice(vowels) for _ in range(syllables))
        words[word + chance.choice(["", "n", "r", "s", "t", "ing", "ed"])] = None
    return list(words)


def _texts(count: int, words: list[str], chance: random.Random) -> Iterator[tuple[object, ...]]:
    often, sums = 0.0, []
    for rank in range(len(words)):
        often += 1 / (rank + 2.7)
        sums.append(often)
    said = [
        " ".join(chance.choices(words, cum_weights=sums, k=chance.randint(6, 16))) for _ in range(SENTENCES)
    ]
    names = [f"{chance.choice(words)} {chance.choice(words)}" for _ in range(60_000)]
    begins, ends = place.of(datetime.now(UTC) - timedelta(days=YEARS * 365)), place.of(datetime.now(UTC))
    for number in range(count):
        ticket = 1 + number // 3
        mark = ("evenly " if ticket % 2 else "oddly ") if chance.random() < 0.1 else ""
        body = mark + " ".join(chance.choices(said, k=chance.randint(1, 6)))
        subject = f"{ticket} {said[ticket % SENTENCES][:40]}"
        at = begins + (ends - begins) * number // count
        yield at, "message", number, ticket, subject, names[ticket % 60_000], "", body


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    finally:
        environment.pytest_unconfigure()
