"""One reply to many: who gets it and who does not, each in their own thread, sent once, taken back as one."""

import pytest
from django.test import Client
from django.utils import timezone

from heard.channels.models import Outgoing
from heard.customers.models import Identity
from heard.drafts import many, recipients
from heard.drafts.many import ChangedElsewhere
from heard.drafts.models import ReplyToMany
from heard.drafts.send import NotSendable
from heard.phrasing.models import Macro
from heard.staff import people
from heard.staff.models import Person, Sees
from heard.tickets import merge, replies
from heard.tickets.models import Delivery, Message, Status, Ticket
from tests.conftest import Write, desk_of

WORDS = "Dear {customer.first_name}, your bell No. {ticket.number} is on its way."
NAMES = ("Ada Okoye", "Bo Lind", "Cleo Marsh")


@pytest.fixture
def three(ada_writes: Write, tom: Person) -> list[Ticket]:
    """Three customers, each with a ticket."""
    return [
        ada_writes(
            sender=f"{name} <{name.split()[0].lower()}@x.example>", message_id=f"<{n}@x.example>"
        ).ticket
        for n, name in enumerate(NAMES)
    ]


def written(
    person: Person, tickets: list[Ticket], text: str = WORDS, macro: Macro | None = None
) -> ReplyToMany:
    """The reply, begun for these tickets and kept."""
    row = many.begin(person, [ticket.number for ticket in tickets])
    many.keep(row, text, version=row.version, macro=macro)
    return row


def ours() -> list[Message]:
    return list(Message.objects.filter(direction="out").order_by("ticket_id", "pk"))


def test_each_gets_their_own_words_in_their_own_thread(three: list[Ticket], tom: Person) -> None:
    many.send_all(written(tom, three))
    assert [message.text for message in ours()] == [
        f"Dear {name.split()[0]}, your bell No. {ticket.number} is on its way."
        for name, ticket in zip(NAMES, three, strict=True)
    ]
    Message.objects.filter(direction="out").update(release_at=timezone.now())
    for message in ours():
        replies.release(message.pk)
    assert [message.references.split()[0] for message in ours()] == [f"<{n}@x.example>" for n in range(3)]
    assert [message.references.count("@x.example") for message in ours()] == [1, 1, 1]
    assert len({message.message_id for message in ours()}) == 3
    recipients_of = Outgoing.objects.order_by("pk").values_list("recipient", flat=True)
    assert list(recipients_of) == ["ada@x.example", "bo@x.example", "cleo@x.example"]


def test_who_would_get_the_same_twice_is_said_before(
    three: list[Ticket], ada_writes: Write, tom: Person
) -> None:
    other = ada_writes(message_id="<other@x.example>", sender="Ada <ada@x.example>").ticket
    many.begin(tom, [ticket.number for ticket in [*three, other]])
    page = " ".join(desk_of(tom).get("/desk/many").content.decode().split())
    assert page.count("gets the same words") == 1
    assert "<bdi>Ada Okoye</bdi> gets the same words 2 times, once in each ticket." in page


def test_one_reply_is_told_of_as_one(three: list[Ticket], tom: Person) -> None:
    many.send_all(written(tom, three[:1]))
    one = desk_of(tom).get("/desk/many").content.decode()
    assert ("1 reply is written" in one, 'data-text="leaves in {s} s"' in one) == (True, True)
    assert ("leaves at" in one, "Take it back" in one) == (True, True)
    many.send_all(written(tom, three[1:]))
    assert 'data-text="leave in {s} s"' in desk_of(tom).get("/desk/many").content.decode()


def test_who_is_left_out_and_why(three: list[Ticket], ada_writes: Write, tom: Person, nora: Person) -> None:
    ada, bo, cleo = three
    root = ada_writes(message_id="<root@x.example>", sender="Ada <ada@x.example>").ticket
    merge.merge(ada, root, by=tom)
    Identity.objects.filter(pk=bo.identity_id).update(unreachable_since=timezone.now())
    ada_writes(message_id="<s@x.example>", answering="<2@x.example>", sender="Eve <eve@y.example>")
    plan = recipients.plan(tom, [each.number for each in three] + [4711], WORDS)
    assert plan.gets == []
    assert [(each.number, each.name, each.why.split(".")[0]) for each in plan.left_out] == [
        (ada.number, "Ada Okoye", "It goes on in No"),
        (bo.number, "Bo Lind", "Mail to bo@x"),
        (cleo.number, "Cleo Marsh", "Who wrote last is not confirmed"),
        (4711, "", "It is not yours to see"),
    ]


def test_of_what_is_not_theirs_a_person_learns_nothing(three: list[Ticket], tom: Person) -> None:
    una = people.join("Una Berg", "una@larkfield.example", None)
    Person.objects.filter(pk=una.pk).update(sees=Sees.OWN_TEAMS)
    una.refresh_from_db()
    row = written(una, three)
    many.send_all(row)
    page = desk_of(una).get("/desk/many").content.decode()
    assert (row.sent, ours(), [name in page for name in NAMES]) == ([], [], [False] * 3)


def test_what_nobody_can_fill_in_is_not_sent(three: list[Ticket], ada_writes: Write, tom: Person) -> None:
    nameless = ada_writes(sender="dora@x.example", message_id="<d@x.example>").ticket
    row = written(tom, [three[0], nameless])
    many.send_all(row)
    assert row.sent == [three[0].number]
    assert row.refused == {str(nameless.number): "Not known here: {customer.first_name}."}


def test_whoever_wrote_meanwhile_is_listed_and_gets_it_when_asked_again(
    three: list[Ticket], ada_writes: Write, tom: Person
) -> None:
    row = written(tom, three)
    ada_writes(
        message_id="<n@x.example>", answering="<1@x.example>", sender="Bo <bo@x.example>", text="Never mind!"
    )
    many.send_all(row)
    assert row.sent == [three[0].number, three[2].number]
    assert row.refused == {str(three[1].number): "They wrote meanwhile: “Never mind!”"}
    desk_of(tom).post("/desk/many/tickets", {"again": ""})
    row.refresh_from_db()
    many.send_all(row)
    assert (row.sent, row.refused, len(ours())) == ([three[1].number], {}, 3)


def test_a_gate_holds_it_where_it_stands(three: list[Ticket], ada_writes: Write, tom: Person) -> None:
    broken = ada_writes(
        text="The lamp you sold me is broken.", message_id="<b@x>", sender="Dora Ek <dora@x.example>"
    ).ticket
    row = written(tom, [three[0], broken], "Hello, did you plug it in?")
    many.send_all(row)
    assert row.sent == [three[0].number]
    assert "did you plug it in" in row.refused[str(broken.number)]


def test_pressed_twice_it_goes_once(three: list[Ticket], tom: Person) -> None:
    row = written(tom, three)
    twin = ReplyToMany.objects.get()
    many.send_all(row)
    many.send_all(twin)
    assert (len(ours()), twin.sent) == (3, row.sent)


def test_taken_back_it_is_a_draft_again_for_those_it_had_not_left_for(
    three: list[Ticket], tom: Person
) -> None:
    row = written(tom, three)
    many.send_all(row)
    first = ours()[0]
    Message.objects.filter(pk=first.pk).update(release_at=timezone.now())
    replies.release(first.pk)
    taken = many.take_back(row)
    assert (taken.back, taken.gone, row.text, row.sent) == (2, 1, WORDS, [])
    assert list(row.tickets) == [str(ticket.number) for ticket in three[1:]]
    assert [message.delivery for message in ours()] == [Delivery.RELEASED, Delivery.UNDONE, Delivery.UNDONE]
    many.send_all(row)
    assert len(ours()) == 5


def test_the_macro_does_what_it_does_in_each(three: list[Ticket], tom: Person) -> None:
    macro = Macro.objects.create(
        title="On its way", text=WORDS, actions={"status": "solved", "tags": ["bell"]}
    )
    many.send_all(written(tom, three, macro=macro))
    for message in ours():
        replies.release(message.pk)
    assert set(Ticket.objects.values_list("status", flat=True)) == {Status.SOLVED}
    assert [ticket.tags for ticket in Ticket.objects.all()] == [["bell"]] * 3


def test_what_looks_like_a_variable_and_is_none_is_held(three: list[Ticket], tom: Person) -> None:
    numbers = [ticket.number for ticket in three]
    held = recipients.plan(tom, numbers, "Dear {customer.first_name}, {nonsense}")
    assert [each.why for each in held.left_out] == ["Not known here: {nonsense}."] * 3
    assert len(recipients.plan(tom, numbers, "Write `{id}` in { braces }, or {1}.").gets) == 0
    assert len(recipients.plan(tom, numbers, "Write `{id}`, or {1}, or {}.").gets) == 3


def test_words_changed_elsewhere_are_not_overwritten(three: list[Ticket], tom: Person) -> None:
    row = written(tom, three, "Mine")
    with pytest.raises(ChangedElsewhere) as told:
        many.keep(row, "Older", version=row.version - 1, macro=None)
    assert (told.value.words, ReplyToMany.objects.get().text) == ("Mine", "Mine")


def test_nothing_and_nobody_is_said(three: list[Ticket], tom: Person) -> None:
    with pytest.raises(NotSendable, match="empty"):
        many.send_all(written(tom, three, "  "))
    with pytest.raises(NotSendable, match="Nobody is left"):
        many.send_all(written(tom, []))


def test_words_begun_stay_when_others_are_selected(three: list[Ticket], tom: Person) -> None:
    written(tom, three[:1])
    row = many.begin(tom, [three[2].number])
    assert (row.text, list(row.tickets)) == (WORDS, [str(three[2].number)])


def test_the_plan_needs_as_many_queries_for_one_as_for_three(
    three: list[Ticket],
    tom: Person,
    django_assert_num_queries: object,
) -> None:
    for tickets in (three[:1], three):
        with django_assert_num_queries(3):  # type: ignore[operator]
            recipients.plan(tom, [ticket.number for ticket in tickets], WORDS)


def test_the_pages_of_it(three: list[Ticket], desk_of_tom: Client) -> None:
    numbers = [str(ticket.number) for ticket in three]
    asked = desk_of_tom.post("/desk/many/tickets", {"tickets": numbers}, headers={"HX-Request": "true"})
    assert asked.headers["HX-Redirect"] == "/desk/many"
    page = desk_of_tom.get("/desk/many")
    assert page.context["said"] == "3 customers get it"
    kept = {"text": WORDS, "version": page.context["version"], "without": numbers[0]}
    plan = desk_of_tom.post("/desk/many/words", kept, headers={"HX-Request": "true"})
    assert plan.context["said"] == "2 customers get it"
    assert "Dear Bo, your bell" in plan.content.decode()
    desk_of_tom.post("/desk/many", kept | {"version": plan.context["version"], "without": ""})
    sent = desk_of_tom.get("/desk/many")
    assert [row["name"] for row in sent.context["sent"]] == ["Bo Lind", "Cleo Marsh"]
    assert desk_of_tom.post("/desk/many/undo").headers["Location"] == "/desk/many"
    assert desk_of_tom.get("/desk/many").context["said"] == "2 customers get it"
    desk_of_tom.post("/desk/many/removal")
    assert not ReplyToMany.objects.exists()
