"""Does every request that led nowhere lead on: a form's address opened, a form sent signed out?"""

import re

import pytest
from django.test import Client
from django.urls import reverse

from heard.channels.models import Channel
from heard.staff.models import Person
from heard.tickets.models import Ticket
from tests.conftest import PASSWORD, desk_of
from tests.web.test_matrix import ROUTES, address


def test_every_address_that_only_takes_forms_leads_to_a_page(
    nora: Person, ticket: Ticket, mailbox: Channel
) -> None:
    owner = desk_of(nora)
    pages = set()
    for name in ROUTES:
        if not name.startswith(("desk:", "setup:")):
            continue
        answer = owner.get(address(name, ticket, mailbox))
        if answer.status_code == 405:
            assert "There is nothing to read here." in answer.content.decode(), name
            assert "POST" in answer.headers["Allow"], name
            pages.add(re.findall(r'primary" href="([^"]+)"', answer.content.decode())[0])
    assert f"/desk/tickets/{ticket.number}" in pages
    assert {page: owner.get(page, follow=True).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_customers_are_led_to_their_own_pages(nora: Person) -> None:
    answer = Client().get(reverse("my:sign_out"))
    assert answer.status_code == 405
    assert 'href="/my/"' in answer.content.decode()


def test_the_api_says_it_as_a_problem(nora: Person) -> None:
    answer = Client().delete("/api/v1/tickets")
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_reply_sent_while_signed_out_leads_back_to_the_ticket(tom: Person, ticket: Ticket) -> None:
    stranger = Client()
    answer = stranger.post(f"/desk/tickets/{ticket.number}/replies", {"text": "Dear Pia"})
    assert answer.headers["Location"] == f"/sign-in/?next=/desk/tickets/{ticket.number}"
    back = stranger.post(answer.headers["Location"], {"login": tom.email, "password": PASSWORD})
    assert stranger.get(back.headers["Location"]).status_code == 200


@pytest.mark.parametrize("rest", ["replies", "notes", "drafts/reply"])
def test_a_form_without_its_cookie_leads_back_to_the_ticket(ticket: Ticket, rest: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/desk/tickets/{ticket.number}/{rest}", {"text": "Dear Pia"})
    assert (answer.status_code, answer.context["ticket"]) == (403, f"/desk/tickets/{ticket.number}")
    assert f'href="/desk/tickets/{ticket.number}"' in answer.content.decode()


def test_a_page_gets_the_key_of_a_newer_sign_in(tom: Person, ticket: Ticket) -> None:
    """As js/signed.js does it before it sends."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(tom)
    told = strict.get("/desk/me/form-key").json()
    assert told["by"] == tom.email
    sent = strict.post(
        f"/desk/tickets/{ticket.number}/notes", {"text": "Old lamp.", "csrfmiddlewaretoken": told["key"]}
    )
    assert sent.status_code == 302
