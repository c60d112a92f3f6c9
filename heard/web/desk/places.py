"""Where can one go from the palette? Lists, pages of the setup and what is done there, by everyday words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heard.search import fold
from heard.staff import roles
from heard.staff.models import Person
from heard.staff.roles import Act
from heard.tickets import views
from heard.web import contents

SHORTEST = 3  # letters before more than a title is meant
FIRST = ("channels", "held", "sent")  # offered before anything is typed


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to do: its name, the page for it, who may, and the words by which people look for it."""

    title: str | Promise
    route: str
    act: Act
    called: str | Promise = ""


# The words by which people look for a page of the setup, beside its name; each language has its own.
CALLED: dict[str, str | Promise] = {
    "channels": _("email mail mailbox inbox address imap smtp integration"),
    "held": _("failed errors stuck queue retry"),
    "sent": _("outbox outgoing"),
    "reached": _("contact statistics figures"),
    "organisations": _("company companies domains accounts clients"),
    "people": _("users members staff agents colleagues roles permissions invite"),
    "teams": _("groups departments"),
    "routing": _("rules triggers assign automatically skills language route"),
    "escalations": _("sla overdue unanswered alert supervisor"),
    "closing": _("close closed automatically solved days resolve"),
    "providers": _("sso single sign-on google microsoft oidc openid login"),
    "programs": _("api tokens keys apps bots integration"),
    "webhooks": _("hooks events integration notify"),
    "tags": _("labels categories"),
    "blocked": _("spam junk block unblock"),
    "macros": _("canned saved replies templates responses snippets"),
    "quick_answers": _("automatic auto reply autoresponder bot trigger password faq"),
    "lexicon": _("words coach rules tone language forbidden phrases lexicon"),
    "phrases": _("words shelf sentences"),
    "help": _("portal contact form request form customers widget"),
    "help_pages": _("articles knowledge base faq"),
    "appearance": _("logo colour color brand theme name"),
    "privacy": _("gdpr erase delete export forget retention data protection"),
    "audit": _("log history security"),
    "health": _("status doctor backup monitoring system"),
}
NEW_TICKET = Deed(_("New ticket"), "desk:new", Act.REPLY, _("write compose mail call phone begin create"))
DEEDS = (
    NEW_TICKET,
    Deed(_("Add a mailbox"), "setup:new_mailbox", Act.OWN, _("new channel email address connect imap")),
    Deed(_("Invite somebody"), "setup:invite", Act.SETUP, _("add new user member agent colleague person")),
    Deed(_("New team"), "setup:new_team", Act.SETUP, _("add create group department")),
    Deed(_("New routing rule"), "setup:new_route", Act.SETUP, _("add create assign automatically trigger")),
    Deed(_("Add a provider"), "setup:new_provider", Act.OWN, _("new sso google microsoft oidc openid")),
    Deed(_("Add a webhook"), "setup:new_webhook", Act.OWN, _("new create hook")),
    Deed(_("New macro"), "setup:new_macro", Act.REPLY, _("add create canned saved reply template")),
    Deed(_("Add a rule for the coach"), "setup:rule", Act.OWN, _("new words forbidden phrase lexicon")),
    Deed(_("Add a way to reach you"), "setup:new_way", Act.SETUP, _("new contact phone help centre")),
    Deed(_("Add a question to the form"), "setup:new_question", Act.SETUP, _("new custom field request")),
    Deed(_("New help page"), "setup:new_help_page", Act.SETUP, _("add create article faq knowledge")),
    Deed(_("Erase or export a customer"), "setup:privacy", Act.OWN, _("delete forget gdpr remove data")),
    Deed(_("New token"), "desk:new_token", Act.SEE, _("add create api key program")),
    Deed(_("My profile"), "desk:profile", Act.SEE, _("signature password language account settings name")),
    Deed(_("My second step"), "desk:second_step", Act.SEE, _("2fa two-factor authenticator passkey")),
    Deed(_("My notices"), "desk:notices", Act.SEE, _("notifications alerts")),
)


def offered(me: Person, typed: str = "") -> list[dict[str, str]]:
    """Pages that `me` may open: those that `typed` names, titles first; with nothing typed the usual ones."""
    places = list(_lists())
    if not typed:
        return [place for place, _called in (*_deeds(me, (NEW_TICKET,)), *places, *_parts(me, FIRST))]
    places += [*_parts(me), *_deeds(me)]
    titled = [place for place, _called in places if _begins(typed, place["title"])]
    wide = places if len(typed) >= SHORTEST else []
    called = [place for place, words in wide if _begins(typed, f"{place['title']} {words}")]
    return [*titled, *(place for place in called if place not in titled)]


def _lists() -> Iterator[tuple[dict[str, str], str]]:
    for view in views.VIEWS.values():
        yield _place(view.title, reverse("desk:view", args=[view.slug]), "inbox"), ""


def _parts(me: Person, keys: Sequence[str] = ()) -> Iterator[tuple[dict[str, str], str]]:
    may = roles.acts_of(me)
    for _title, parts in contents.groups(whole=Act.SETUP in may):
        for part in parts:
            if (part.key in keys or not keys) and (not part.owners or Act.OWN in may):
                yield _place(part.title, part.url, "gear"), str(CALLED.get(part.key, ""))


def _deeds(me: Person, deeds: Sequence[Deed] = DEEDS) -> Iterator[tuple[dict[str, str], str]]:
    for deed in deeds:
        if roles.may(me, deed.act):
            yield _place(deed.title, reverse(deed.route), "plus"), str(deed.called)


def _place(title: str | Promise, url: str, icon: str) -> dict[str, str]:
    return {"title": str(title), "url": url, "icon": icon}


def _begins(typed: str, called: str) -> bool:
    """Whether each word typed begins one of these words."""
    words: Sequence[str] = fold.words(called)
    return all(any(word.startswith(each) for word in words) for each in fold.words(typed))
