"""Who asks: the person behind a signed-in request."""

from django.http import HttpRequest

from heard.staff.models import Person
from heard.staff.roles import Act
from heard.web import doors


def person_of(request: HttpRequest) -> Person:
    """The signed-in person. Only behind login_required; a stranger here is a fault of ours."""
    person = request.user
    if not isinstance(person, Person):
        raise TypeError("A page asked who is signed in before it was sure that somebody is.")
    return person


def owner_of(request: HttpRequest) -> Person:
    """The signed-in person, who must own the desk. Raises PermissionDenied."""
    person = person_of(request)
    doors.pass_through(person, Act.OWN)
    return person
