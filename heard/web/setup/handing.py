"""Handing somebody their sign-in link: shown once, and mailed where a mail can leave."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from heard.alerts import post
from heard.alerts.post import Words
from heard.lib.ref import Ref
from heard.staff import desk, links
from heard.staff.models import Person


def handed(request: HttpRequest, person: Person, *, by: Person) -> HttpResponse:
    """A new link for `person`: the page that shows it, once."""
    with transaction.atomic():
        secret = links.make(person, by=by)
        path = reverse("join", args=[secret])
        mailed = post.can_leave() and post.put_out(
            person, Ref("signinlink", person.links.latest("pk").pk), _words(person, by, path)
        )
    context = {
        "person": person,
        "link": request.build_absolute_uri(path),
        "days": links.LASTS.days,
        "mailed": mailed,
        "nav_current": "setup",
        "setup_current": "people",
    }
    response = render(request, "setup/handed.html", context, status=201)
    response.headers["Cache-Control"] = "no-store"
    return response


def _words(person: Person, by: Person, path: str) -> Words:
    found = desk.current()
    company = found.name if found else ""
    lasts = _("The link works once, for %(days)s days.") % {"days": links.LASTS.days}
    if person.is_invited:
        subject = _("%(name)s invites you to the desk of %(company)s") % {"name": by.name, "company": company}
        first = _("%(name)s has made you a place at the desk of %(company)s, where customers are answered.")
        why = _("Choose a password, and you are in:")
    else:
        subject = _("A new password for the desk of %(company)s") % {"company": company}
        first = _(
            "%(name)s made you a link with which you choose a new password for the desk of %(company)s."
        )
        why = _("Nothing changes until you use it:")
    told = first % {"name": by.name, "company": company}
    return Words(subject, (f"{person.name},", told, why, post.site() + path, lasts))
