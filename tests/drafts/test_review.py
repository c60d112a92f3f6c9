"""The situation of a draft is read from its ticket, and dismissed rules stay quiet."""

from typing import Any

import pytest
from django.utils import timezone

from heard.drafts import review as reviews
from heard.drafts import send
from heard.drafts.review import review
from heard.drafts.send import NotSendable
from heard.phrasing import dismissals, macros
from heard.phrasing.models import Macro, Scope
from heard.staff.models import Person
from heard.tickets import heat, replies
from heard.tickets.models import Message, Ticket
from tests.conftest import Write


def situation(ticket: Ticket, person: Person) -> Any:
    messages = list(Message.objects.filter(ticket=ticket).order_by("at", "pk"))
    return reviews.situation_of(ticket, person, messages)


def test_a_first_complaint(ticket: Ticket, tom: Person, ada_writes: Write) -> None:
    ada_writes(text="It is broken.", message_id="<2@x>", answering="<ada-1@okoye.example>")
    ticket.refresh_from_db()
    now = situation(ticket, tom)
    assert (now.channel, now.customer_name, now.first_reply, now.slip) == ("email", "Ada Okoye", True, True)
    assert (now.apology_given, now.apology_accepted, now.problem_solved) == (False, False, False)
    assert now.customer_messages[0].startswith("The bell fell off.")


def test_a_complaint_by_the_form_is_a_slip_whatever_its_words(ticket: Ticket, tom: Person) -> None:
    Message.objects.update(text="It hums at night. What can I do?")
    assert not situation(ticket, tom).slip
    Ticket.objects.update(tags=["complaint"])
    ticket.refresh_from_db()
    assert situation(ticket, tom).slip


def test_an_apology_and_its_answer(ticket: Ticket, tom: Person, ada_writes: Write) -> None:
    replies.write(ticket, tom, "I am so sorry about the bell, Ada.", release_at=timezone.now())
    assert situation(ticket, tom).apology_given
    assert not situation(ticket, tom).apology_accepted
    ada_writes(text="Apology accepted, thank you.", message_id="<2@x>", answering="<ada-1@okoye.example>")
    now = situation(ticket, tom)
    assert (now.first_reply, now.apology_given, now.apology_accepted) == (False, True, True)


def test_what_was_written_elsewhere_is_a_form_letter(ticket: Ticket, tom: Person, ada_writes: Write) -> None:
    words = "Dear customer, thank you for your message. Your bell will be looked at by our workshop soon."
    other = ada_writes(message_id="<9@x>", subject="Another", text="Another bell.").ticket
    replies.write(other, tom, words, release_at=timezone.now())
    assert "form-letter" in {each.code for each in review(ticket, tom, words).findings}


def test_a_dismissed_rule_is_quiet_in_this_ticket_alone(
    ticket: Ticket, tom: Person, ada_writes: Write
) -> None:
    words = "Thank you, Ada. In my opinion the brass bell is nicer."
    (rule,) = [each.rule for each in review(ticket, tom, words).findings if each.code == "opinion"]
    dismissals.dismiss(ticket.number, rule, Scope.TICKET, reason="She asked for it.", by=tom)
    assert "opinion" not in {each.code for each in review(ticket, tom, words).findings}
    other = ada_writes(message_id="<9@x>", subject="Another", text="Another bell.").ticket
    assert "opinion" in {each.code for each in review(other, tom, words).findings}


def test_a_gate_is_not_dismissed(ticket: Ticket, tom: Person, ada_writes: Write) -> None:
    ada_writes(text="It is broken.", message_id="<2@x>", answering="<ada-1@okoye.example>")
    words = "Ada, did you plug it in?"
    (stop,) = review(ticket, tom, words).stops
    dismissals.dismiss(ticket.number, stop.rule, Scope.TICKET, reason="", by=tom)
    assert [each.code for each in review(ticket, tom, words).stops] == ["basic-question"]


def test_who_is_boiling_is_hot_until_a_lead_says_it_was_misread(
    ticket: Ticket, tom: Person, lena: Person, ada_writes: Write
) -> None:
    """R-251: whoever writes the reply puts the hint away, and opens no gate with it."""
    ada_writes(
        text="THIS IS A DISGRACE!!! I will sue you. Fix it NOW.",
        message_id="<2@x>",
        answering="<ada-1@okoye.example>",
    )
    words = "I am sorry, Ada. You must have pulled at it."
    assert [each.code for each in review(ticket, tom, words).stops] == ["blame"]
    dismissals.dismiss(ticket.number, heat.RULE, Scope.TICKET, reason="She jokes.", by=tom)
    read = review(ticket, tom, words)
    assert ([each.code for each in read.stops], read.heat) == (["blame"], None)
    with pytest.raises(NotSendable, match="ask a lead"):
        send.send(ticket, tom, words)
    dismissals.dismiss(ticket.number, heat.RULE, Scope.TICKET, reason="She jokes.", by=lena)
    assert review(ticket, tom, words).stops == ()
    send.send(ticket, tom, words)


def test_promises_are_found_with_their_time(ticket: Ticket, tom: Person) -> None:
    (promise,) = review(ticket, tom, "I'll call you tomorrow before noon, Ada.").promises
    assert promise.due_until is not None


def test_a_macro_sent_as_it_is_is_a_form_letter(ticket: Ticket, tom: Person, nora: Person) -> None:
    words = "Hello {customer.first_name}, our workshop looks at your bell and mends it by Thursday."
    filled = words.replace("{customer.first_name}", "Ada")
    codes = lambda text: {each.code for each in review(ticket, tom, text).findings}  # noqa: E731
    assert "form-letter" not in codes(filled)
    macro = macros.write(None, by=nora, title="Bells", text=words, actions={}, owner=nora)
    assert "form-letter" in codes(filled)
    own = (
        " You wrote that it fell off on the bridge in the rain, so I put a tighter clip into the box for you."
    )
    assert "form-letter" not in codes(filled + own)
    macros.write(macro, by=nora, title="Bells", text="Other words, about a saddle.", actions={})
    assert "form-letter" not in codes(filled)
    macros.write(macro, by=nora, title="Bells", text=words, actions={})
    assert "form-letter" in codes(filled)
    macros.remove(macro, by=nora)
    assert "form-letter" not in codes(filled)


def test_what_was_taken_back_elsewhere_is_no_form_letter(
    ticket: Ticket, tom: Person, ada_writes: Write
) -> None:
    words = "Dear customer, thank you for your message. Your bell will be looked at by our workshop soon."
    other = ada_writes(message_id="<9@x>", subject="Another", text="Another bell.").ticket
    sent = replies.write(other, tom, words, release_at=timezone.now())
    assert "form-letter" in {each.code for each in review(ticket, tom, words).findings}
    assert replies.take_back(sent, by=tom)
    assert "form-letter" not in {each.code for each in review(ticket, tom, words).findings}


def test_so_many_macros_are_compared_and_no_more(ticket: Ticket, nora: Person) -> None:
    Macro.objects.bulk_create(Macro(title=str(at), text=f"{at} " + "word " * 1000) for at in range(203))
    texts = macros.texts()
    assert (len(texts), texts[0][:4], max(map(len, texts))) == (200, "202 ", 3000)


@pytest.mark.parametrize("count", [1, 4])
def test_the_queries_do_not_grow(
    ticket: Ticket, tom: Person, ada_writes: Write, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        ada_writes(message_id=f"<{number}@x>", answering="<ada-1@okoye.example>")
        macros.write(None, by=tom, title=f"{number}", text="Your bell is in the post.", actions={})
    found = Ticket.objects.select_related("customer", "identity", "channel").get(pk=ticket.pk)
    review(found, tom, "Thank you, Ada.")
    with django_assert_num_queries(5):
        review(found, tom, "Thank you, Ada.")
