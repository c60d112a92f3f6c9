"""Who asks: the person behind a signed-in request."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from heard.staff.models import Person, Role


def person_of(request: HttpRequest) -> Person:
    """The signed-in person. Only behind login_required; a stranger here is a fault of ours."""
    person = request.user
    if not isinstance(person, Person):
        raise TypeError("A page asked who is signed in before it was sure that somebody is.")
    return person


def owner_of(request: HttpRequest) -> Person:
    """The signed-in person, who must own the desk. Raises PermissionDenied."""
    person = person_of(request)
    if person.role != Role.OWNER:
        raise PermissionDenied(_("Only the desk's owner may change this."))
    return person
