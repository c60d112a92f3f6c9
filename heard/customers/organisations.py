"""The companies that customers belong to, by the mail domains that a person entered for them."""

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from heard.customers import domains
from heard.customers.domains import NotTheirs
from heard.customers.models import Domain, Organisation
from heard.lib.ref import Ref, ref
from heard.lib.words import one_line
from heard.timeline.kinds import Kind
from heard.timeline.record import record

NAME_LENGTH = 200


def named() -> QuerySet[Organisation]:
    """All of them, by name."""
    return Organisation.objects.order_by("name", "pk")


def of_address(address: str) -> Organisation | None:
    """Whose domain the address has; exactly that one, not what stands below it."""
    domain = _ascii(address.rpartition("@")[2].lower())
    found = Domain.objects.select_related("organisation").filter(name=domain).first() if domain else None
    return found.organisation if found else None


def enter(name: str, *, by: Ref) -> Organisation:
    """A new organisation. It has no domains yet."""
    with transaction.atomic():
        organisation = Organisation.objects.create(name=one_line(name, NAME_LENGTH))
        record(Kind.ORGANISATION_ENTERED, ref(organisation), actor=by)
    return organisation


def rename(organisation: Organisation, name: str) -> None:
    """Gives it another name."""
    Organisation.objects.filter(pk=organisation.pk).update(name=one_line(name, NAME_LENGTH))


def add_domain(organisation: Organisation, written: str, *, by: Ref) -> Domain:
    """From now on colleagues with an address there join its tickets. Raises NotTheirs with the reason."""
    name = domains.clean(written)
    taken = Domain.objects.select_related("organisation").filter(name=name).first()
    if taken:
        raise NotTheirs(
            _("%(domain)s belongs to %(name)s already.") % {"domain": name, "name": taken.organisation}
        )
    try:
        with transaction.atomic():
            domain = Domain.objects.create(organisation=organisation, name=name)
            record(Kind.ORGANISATION_CHANGED, ref(organisation), about=ref(domain), actor=by)
    except IntegrityError:  # a colleague entered it at the same moment
        raise NotTheirs(_("%(domain)s was entered a moment ago.") % {"domain": name}) from None
    return domain


def remove_domain(organisation: Organisation, number: int, *, by: Ref) -> None:
    """Nobody joins by this domain any more; who joined so far stays."""
    with transaction.atomic():
        gone, _rows = Domain.objects.filter(pk=number, organisation=organisation).delete()
        if gone:
            record(Kind.ORGANISATION_CHANGED, ref(organisation), about=Ref("domain", number), actor=by)


def remove(organisation: Organisation, *, by: Ref) -> None:
    """Forgets the organisation and its domains; its people and their tickets stay."""
    with transaction.atomic():
        record(Kind.ORGANISATION_REMOVED, ref(organisation), actor=by)
        Organisation.objects.filter(pk=organisation.pk).delete()


def _ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
