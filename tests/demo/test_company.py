"""The demo company is made once, whole, and can be made again after a first start that was cut off."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db.models import Max
from django.utils import timezone

from heard.channels.models import Arrival, Outgoing
from heard.customers.models import Customer, Organisation
from heard.demo import company, furnishing, telling
from heard.demo.cast import CUSTOMERS, HELP, STAFF, TRADE
from heard.demo.company import Size
from heard.demo.sayings import SAYINGS
from heard.demo.script import SPLITS
from heard.drafts.models import Draft
from heard.lib.claim import State
from heard.phrasing.models import Macro
from heard.reactions.models import Reaction
from heard.search.models import Doc
from heard.staff import desk
from heard.staff.models import Desk, Person, Team
from heard.tickets import paging, views
from heard.tickets.models import Delivery, Message, Note, Status, Ticket
from heard.timeline.models import Entry

whole = pytest.mark.django_db(transaction=True)
STRANGERS = 7  # a choir, a library, a friendly stranger, two lists, one who sells, one with a prize


def counts() -> list[int]:
    return [model.objects.count() for model in (Person, Ticket, Message, Note, Arrival, Entry)]


@whole
def test_three_months_of_a_company() -> None:
    """One long test, because the telling is the slow part."""
    company.open_if_new()
    assert 290 <= Ticket.objects.count() <= 310
    assert Customer.objects.count() == len(CUSTOMERS) + STRANGERS == 47
    assert (Macro.objects.count(), Draft.objects.count()) == (len(SAYINGS) + 1, len(furnishing.BEGUN))
    assert Customer.objects.exclude(time_zone="").count() == len(furnishing.ZONES)
    assert (Person.objects.count(), Team.objects.count(), Organisation.objects.count()) == (7, 3, 4)
    nothing_is_of_tomorrow()
    every_list_has_rows()
    nothing_waits_and_nothing_left()
    no_two_rows_look_alike()


def nothing_is_of_tomorrow() -> None:
    now = timezone.now()
    for model in (Ticket, Message, Note, Entry, Arrival):
        field = {Ticket: "changed_at", Arrival: "kept_at"}.get(model, "at")
        assert model.objects.aggregate(newest=Max(field))["newest"] <= now
    assert Ticket.objects.earliest("opened_at").opened_at < now - timedelta(days=80)


def every_list_has_rows() -> None:
    owner = Person.objects.get(role="owner")
    slugs = [*views.VIEWS, *(f"status-{status}" for status in Status)]
    slugs += [f"team-{team.pk}" for team in Team.objects.all()]
    empty = [slug for slug in slugs if not paging.page(views.view_of(slug), owner).rows]  # type: ignore[arg-type]
    assert empty == []
    for person in Person.objects.exclude(role__in=["owner", "service"]):
        assert paging.page(views.VIEWS["mine"], person).rows


def nothing_waits_and_nothing_left() -> None:
    waiting = [model.objects.filter(state=State.WAITING).count() for model in (Arrival, Reaction, Outgoing)]
    assert waiting == [0, 0, 0]
    assert set(Outgoing.objects.filter(state=State.DONE).values_list("receipt", flat=True)) == {"Kept here"}
    said = Message.objects.count() + Note.objects.count()
    assert Doc.objects.count() >= said
    replies = Message.objects.filter(direction="out").values_list("delivery", flat=True)
    assert list(replies).count(Delivery.BOUNCED) == 1


def no_two_rows_look_alike() -> None:
    rows = list(Ticket.objects.order_by("-changed_at").values_list("subject", "snippet", "customer"))
    assert len({row[:2] for row in rows}) == len(rows)
    assert [pair for pair in pairwise(rows) if pair[0][0] == pair[1][0]] == []


@whole
def test_the_passwords_work_and_a_second_start_changes_nothing() -> None:
    first = company.open_if_new(Size.SMALL)
    email, password, role = first[1].split()
    owner = Person.objects.get(email=email)
    assert owner.check_password(password)
    assert owner.role == role
    before = counts()
    assert company.open_if_new(Size.SMALL) == first
    assert counts() == before
    assert desk.current() == Desk(pk=desk.THE_ONE)


@whole
def test_a_start_that_was_cut_off_is_done_again() -> None:
    acts = company.happenings(timezone.now() - timedelta(hours=1), Size.SMALL)
    telling.keep(acts, company.stage_of(timezone.now()))  # and then somebody pulled the plug
    company.open_if_new(Size.SMALL)
    told = counts()
    assert Arrival.objects.count() == len([act for act in acts if act.is_mail])
    assert Arrival.objects.filter(state=State.WAITING).count() == 0
    assert told[1] == len({act.ticket for act in acts})


def test_the_same_moment_gives_the_same_company() -> None:
    now = datetime(2026, 3, 4, 11, tzinfo=UTC)
    assert company.happenings(now) == company.happenings(now)


@pytest.mark.parametrize("hour", range(0, 7 * 24, 5))
def test_whenever_it_begins_everything_happens_in_its_order(hour: int) -> None:
    now = datetime(2026, 3, 2, 0, 5, tzinfo=UTC) + timedelta(hours=hour)
    acts = company.happenings(now)
    assert acts[-1].at <= now
    opened: set[str] = set()
    for act in acts:  # nobody answers what has not come, and what came first is the first
        assert act.ticket in opened or (act.is_mail and act.place == 0)
        opened |= {act.ticket, act.text} if act.does == SPLITS else {act.ticket}
    in_turn = [act for story in company.script.stories() for act in story.acts(now)]
    for name in {act.ticket for act in in_turn}:
        times = [act.at for act in in_turn if act.ticket == name]
        assert times == sorted(times)


def test_forty_customers_six_colleagues_two_doors() -> None:
    assert (len({one.email for one in CUSTOMERS}), len(STAFF)) == (40, 6)
    now = timezone.now()
    mails = [act for act in company.happenings(now) if act.is_mail]
    assert {act.headers.get("To", HELP) for act in mails} == {HELP, TRADE}
    wrote = {act.headers["From"].split("<")[1] for act in mails if "From" in act.headers}
    assert {one.email for one in CUSTOMERS} <= {address.rstrip(">") for address in wrote}
