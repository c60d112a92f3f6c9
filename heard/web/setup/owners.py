"""What only owners may do under Setup."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from heard.staff.models import Person, Role
from heard.web.request import person_of

View = Callable[..., HttpResponse]


def is_owner(person: Person) -> bool:
    """Whether this person may change how the desk is set up."""
    return person.role == Role.OWNER


def for_owners(view: View) -> View:
    """Lets only owners in; others get 403, strangers the sign-in."""

    @wraps(view)
    def guarded(request: HttpRequest, *given: object, **named: object) -> HttpResponse:
        if not is_owner(person_of(request)):
            raise PermissionDenied
        return view(request, *given, **named)

    return login_required(guarded)
