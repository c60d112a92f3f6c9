"""Who is signed in? A row for each browser, and the person: asked on every page, so both are prepared."""

import time
from datetime import datetime, timedelta
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from heard.lib.prepared import Prepared
from heard.staff.models import Person

SHOWN_AT = "second_step_at"  # in the session: the provider where its person showed a second step
BEGAN = "began"  # in the session: when its person signed in, in seconds since 1970

_session = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
    key=CharField(),
    now=DateTimeField(),
)
_person = Prepared(lambda number: Person.objects.filter(pk=number))


class SessionStore(db.SessionStore):
    """Django's sessions in the database; one ends SESSION_COOKIE_AGE after the sign-in, however busy."""

    def get_expiry_age(self, **kwargs: Any) -> int:
        """Seconds from now on. Django counts from the last change of the session."""
        usual = int(super().get_expiry_age(**kwargs))
        began = self.get(BEGAN)
        return usual if began is None else max(0, min(usual, int(began + usual - time.time())))

    def get_expiry_date(self, **_kwargs: Any) -> datetime:
        """The same as a moment."""
        return timezone.now() + timedelta(seconds=self.get_expiry_age())

    def _get_session_from_db(self) -> Session | None:
        found = _session.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Signs in by email and password, as allauth does."""

    def get_user(self, user_id: int) -> Person | None:
        """The person, unless they have left."""
        person = _person.first(number=user_id)
        return person if person and self.user_can_authenticate(person) else None
