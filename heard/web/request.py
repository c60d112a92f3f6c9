"""Who asks: the person behind a signed-in request."""

from django.http import HttpRequest

from heard.staff.models import Person


def person_of(request: HttpRequest) -> Person:
    """The signed-in person. Only behind login_required; a stranger here is a fault of ours."""
    person = request.user
    if not isinstance(person, Person):
        raise TypeError("A page asked who is signed in before it was sure that somebody is.")
    return person
