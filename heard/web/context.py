"""What every page knows: the desk's name and who is looking."""

from typing import Any

from django.http import HttpRequest

from heard.staff import desk
from heard.staff.models import Person


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """The template variables `desk` and `me`."""
    person = getattr(request, "user", None)
    return {"desk": desk.current(), "me": person if isinstance(person, Person) else None}
