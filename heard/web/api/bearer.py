"""Who asks: a bearer token, never the session cookie. And whether its scopes allow it."""

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer

from heard.staff import roles, tokens
from heard.staff.models import Person, Token
from heard.staff.roles import Act

ASKS = {"tickets:read": Act.SEE, "tickets:reply": Act.REPLY, "coach": Act.SEE}


class Bearer(HttpBearer):
    """Reads `Authorization: Bearer …`."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The living token, or None for 401."""
        return tokens.find(token)


def token_of(request: HttpRequest, scope: str) -> Token:
    """The request's token. Raises 403 when it lacks `scope`."""
    token: Token = request.auth  # type: ignore[attr-defined]
    if scope not in token.scopes:
        raise HttpError(
            403, f"This token lacks the scope {scope}. Make one with: heard token --scopes {scope}"
        )
    return token


def person_of(request: HttpRequest, scope: str) -> Person:
    """The person the token acts for, within `scope` and what their role allows."""
    person = token_of(request, scope).person
    if not roles.may(person, ASKS[scope]):
        raise HttpError(403, f"{person.name} may not do this: their role is {person.get_role_display()}.")
    return person
