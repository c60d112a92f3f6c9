"""Who asks: a bearer token, never the session cookie. And whether its scopes allow it."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from heard.staff import roles, tokens
from heard.staff.models import Person, Token
from heard.staff.tokens import SCOPES
from heard.web.api.problems import Problem


class Bearer(HttpBearer):
    """Says in the description how programs show who they are; web/api/door.py has looked already."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The token that the door found."""
        return known(request)


def shown(request: HttpRequest) -> Token | None:
    """The living token in the header of a request."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    return tokens.find(secret.strip()) if scheme.lower() == "bearer" and secret.strip() else None


def admit(request: HttpRequest, token: Token) -> None:
    """Lets the request know whose it is."""
    request.heard_token = token  # type: ignore[attr-defined]


def known(request: HttpRequest) -> Token | None:
    """The token that was let in."""
    return getattr(request, "heard_token", None)


def token_of(request: HttpRequest, scope: str) -> Token:
    """The request's token. Raises Problem (403) when it lacks `scope`."""
    token = known(request)
    if token is None:  # no call is reached without one; a fault of ours must not open a door
        raise Problem(401, _("Show a token: Authorization: Bearer heard_…"))
    if scope not in token.scopes:
        raise Problem(
            403, _("This token lacks the scope %(scope)s.") % {"scope": scope}, name="scope", scope=scope
        )
    return token


def person_of(request: HttpRequest, scope: str) -> Person:
    """The person the token acts for, within `scope` and what their role allows."""
    person = token_of(request, scope).person
    if not roles.may(person, SCOPES[scope].act):
        raise Problem(
            403,
            _("%(name)s may not do this: their role is %(role)s.")
            % {"name": person.name, "role": person.get_role_display()},
            name="role",
        )
    return person
