"""Who else may say who somebody is? Naming a sign-in provider, our secret there, taking it away."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from heard.lib import sealed
from heard.lib.http import BY_ITSELF, Way
from heard.lib.openid import discovery, flow
from heard.lib.openid.discovery import Document, Keys
from heard.lib.openid.flow import Client
from heard.lib.openid.trouble import Trouble, Unusable
from heard.lib.ref import Ref, ref
from heard.lib.words import one_line
from heard.staff import browsers, desk
from heard.staff.models import Desk, Person, Provider, Role
from heard.timeline.kinds import Kind
from heard.timeline.record import record

KNOWN_SECONDS = 600  # so long a provider's document and keys are not asked for again
DOWN_SECONDS = 20  # and so long a provider that does not answer, for each page would wait for it
FRESH_SECONDS = 60  # at most so often for keys that we did not know
MAY_JOIN_AS = (Role.COLLEAGUE, Role.AGENT)
Found = TypeVar("Found", Document, Keys)


class AlreadyNamed(Exception):
    """This address is a provider here."""

    def __init__(self) -> None:
        super().__init__(_("This provider is named already. Open it in the list."))


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms people come from a provider. `secret` None: the one it had."""

    name: str
    client_id: str
    secret: str | None
    is_on: bool
    second_step_values: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    joins_as: Role = Role.COLLEAGUE


def name(issuer: str, called: str, *, by: Person, way: Way = BY_ITSELF) -> Provider:
    """A new provider, off until it knows us. Asks it once. Raises Unusable and AlreadyNamed."""
    document = discovery.discover(issuer, way=way)
    if len(document.issuer) > 500:
        raise Unusable(Trouble.NO_ADDRESS, "longer than 500 characters")
    try:
        with transaction.atomic():
            made = Provider.objects.create(issuer=document.issuer, name=one_line(called, 60))
            record(Kind.PROVIDER_NAMED, ref(made), actor=ref(by))
    except IntegrityError:
        raise AlreadyNamed from None
    return made


def change(provider: Provider, terms: Terms, *, by: Person) -> None:
    """Gives `provider` these terms. Where less counts than before, whoever is linked to it signs in anew."""
    kept = {} if terms.secret is None else {"sealed": sealed.seal(terms.secret) if terms.secret else ""}
    values = sorted(set(terms.second_step_values))
    with transaction.atomic():
        was = Provider.objects.select_for_update().get(pk=provider.pk)
        Provider.objects.filter(pk=provider.pk).update(
            name=one_line(terms.name, 60),
            client_id=terms.client_id,
            is_on=terms.is_on and bool(terms.client_id),
            second_step_values=values,
            domains=sorted({one.lower() for one in terms.domains}),
            joins_as=terms.joins_as if terms.joins_as in MAY_JOIN_AS else Role.COLLEAGUE,
            **kept,
        )
        if set(was.second_step_values) - set(values) or (was.is_on and not terms.is_on):
            _send_out(was)
        record(Kind.PROVIDER_CHANGED, ref(provider), actor=ref(by), data={"on": terms.is_on})
        _keep_a_way_in(by)
    provider.refresh_from_db()


def remove(provider: Provider, *, by: Person) -> None:
    """Forgets it and who is who there; all who are linked to it are signed out."""
    with transaction.atomic():
        _send_out(provider)
        for number in provider.accounts.values_list("person", flat=True):
            about = ref(provider)
            record(Kind.PERSON_ACCOUNT_UNLINKED, Ref("person", number), about=about, actor=ref(by))
        record(Kind.PROVIDER_REMOVED, ref(provider), actor=ref(by))
        Provider.objects.filter(pk=provider.pk).delete()
        _keep_a_way_in(by)


def only(wanted: bool, *, by: Person) -> bool:
    """Whether a password lets in none but owners from now on; False while no provider is on."""
    with transaction.atomic():
        if wanted and not offered().exists():
            return False
        if Desk.objects.exclude(providers_only=wanted).update(providers_only=wanted):
            record(Kind.DESK_PROVIDERS_ONLY, Ref("desk", desk.THE_ONE), actor=ref(by), data={"only": wanted})
    return True


def takes_password_of(person: Person) -> bool:
    """Whether a password lets `person` in. Owners' always does, so that nobody locks the company out."""
    here = desk.current()
    return person.role == Role.OWNER or here is None or not here.providers_only


def offered() -> QuerySet[Provider]:
    """Those on the sign-in page, in the order in which they were named."""
    return Provider.objects.filter(is_on=True).order_by("pk")


def client_at(provider: Provider, back: str) -> Client:
    """Who we are there, for a browser that comes back to `back`. Raises sealed.Unreadable."""
    return Client(provider.client_id, sealed.unseal(provider.sealed) if provider.sealed else "", back)


def try_it(provider: Provider, back: str, *, way: Way = BY_ITSELF) -> bool | None:
    """Asks all that a sign-in asks, now. Whether the provider knows us; None: that it does not say.

    Raises Unusable, also where it says that it does not know us, and sealed.Unreadable.
    """
    document = discovery.discover(provider.issuer, way=way)
    discovery.keys(document, way=way)
    if not provider.client_id:
        return None
    is_known = flow.is_known(document, client_at(provider, back), way=way)
    if is_known is False:
        raise Unusable(Trouble.NOT_KNOWN)
    return is_known


def document_of(provider: Provider, *, way: Way = BY_ITSELF) -> Document:
    """What it says of itself, asked every ten minutes. Raises Unusable."""
    return _known(f"openid_document_{provider.issuer}", lambda: discovery.discover(provider.issuer, way=way))


def keys_of(document: Document, *, fresh: bool = False, way: Way = BY_ITSELF) -> Keys:
    """Its keys, likewise; `fresh` asks at once, but at most once a minute. Raises Unusable."""
    at = f"openid_keys_{document.keys}"
    if fresh and cache.add(f"{at}_fresh", 1, FRESH_SECONDS):
        cache.delete(at)
    return _known(at, lambda: discovery.keys(document, way=way))


def _send_out(provider: Provider) -> None:
    """Ends the sessions of all who are linked to it. In a transaction."""
    for person in Person.objects.filter(accounts__provider=provider):
        browsers.end_all(person)


def _keep_a_way_in(by: Person) -> None:
    """Passwords let people in again once nobody else does."""
    if not offered().exists():
        only(False, by=by)


def _known(at: str, ask: Callable[[], Found]) -> Found:
    """What `ask` found out, or why not; both for a while."""
    kept = cache.get(at)
    if isinstance(kept, tuple):
        raise Unusable(*kept)
    if kept is not None:
        return cast("Found", kept)
    try:
        found = ask()
    except Unusable as fault:
        cache.set(at, (fault.trouble, fault.detail), DOWN_SECONDS)
        raise
    cache.set(at, found, KNOWN_SECONDS)
    return found
