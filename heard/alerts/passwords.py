"""A forgotten password: a link by mail to whoever it is, and word to them once it is another one.

Nothing here says whether an address is somebody's: the fact is written down either way, and the mail is
written afterwards.
"""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from heard.alerts import post
from heard.alerts.post import Words
from heard.channels import hold
from heard.lib import rates
from heard.lib.ref import NOBODY, Ref, ref
from heard.staff import desk, links, providers
from heard.staff.models import Person, Role
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry
from heard.timeline.record import record

MOST_FROM_ONE_NETWORK = 30  # in an hour
MOST_A_DAY = 10  # mails to one address


class TooOften(Exception):
    """So many asked from one network that it must wait."""


def can_be_mailed() -> bool:
    """Whether a link would arrive: mail of ours gets out, and is not held back after a restore."""
    return post.can_leave() and not hold.is_standing()


def ask(address: str, *, network: str, language: str = "") -> None:
    """Somebody forgot their password: a mail goes to the address if a person signs in with it.
    Raises TooOften."""
    if not rates.allowed(
        "forgotten password", network, most=MOST_FROM_ONE_NETWORK, within=timedelta(hours=1)
    ):
        raise TooOften
    written = address.strip().lower()[:254]
    if not rates.allowed("password mail", written, most=MOST_A_DAY, within=timedelta(days=1)):
        return
    known = Person.objects.filter(email=written).exclude(role=Role.SERVICE).values_list("pk", flat=True)
    person = known.first()
    with transaction.atomic():
        who = Ref("person", person) if person else NOBODY
        record(Kind.PERSON_PASSWORD_ASKED, who, data={"language": language[:10]})


def asked(entry: Entry) -> None:
    """Puts the link into the outbox, if somebody here signs in with that address and waited not too long."""
    if entry.at < timezone.now() - links.ASKED_LASTS:
        return
    person = Person.objects.filter(pk=entry.subject_id, is_active=True, left_at=None).first()
    if person is None:
        return
    with translation.override(person.language or str(entry.data["language"]) or None):
        words = _with_link(person, entry) if providers.takes_password_of(person) else _with_provider()
        post.put_out(person, ref(entry), words)


def chosen(entry: Entry) -> None:
    """Tells a person that their password is another one now: they may not have been the one."""
    person = Person.objects.filter(pk=entry.subject_id, is_active=True).first()
    if person is None:
        return
    with translation.override(person.language or None):
        words = Words(
            _("%(company)s: you have another password now") % {"company": desk.name()},
            (
                _("The password with which you sign in at the desk of %(company)s was changed.")
                % {"company": desk.name()},
                _("All browsers but the one where it was done are signed out."),
                _("If that was not you, tell an owner of the desk at once."),
            ),
        )
        post.put_out(person, ref(entry), words)


def _with_link(person: Person, entry: Entry) -> Words:
    link = post.site() + reverse("join", args=[links.make_asked(person)])
    record(Kind.PERSON_LINK_MADE, ref(person), cause=entry)
    return Words(
        _("A new password for the desk of %(company)s") % {"company": desk.name()},
        (
            _("Somebody, you we hope, forgot the password with which you sign in at the desk of %(company)s.")
            % {"company": desk.name()},
            _("With this link you choose a new one:") + f"\n{link}",
            _(
                "It lasts 15 minutes and works once. If it was not you, you need do nothing: your password"
                " stays as it is."
            ),
        ),
    )


def _with_provider() -> Words:
    return Words(
        _("How you sign in at the desk of %(company)s") % {"company": desk.name()},
        (
            _("Somebody, you we hope, asked for a new password at the desk of %(company)s.")
            % {"company": desk.name()},
            _("Passwords are switched off here. Sign in with your company's account:")
            + f"\n{post.site()}{reverse('account_login')}",
        ),
    )
