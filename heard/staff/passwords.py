"""Which passwords would somebody guess who knows the company? Those made of its words and ours."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from heard.staff import desk
from heard.staff.models import Person

# What people make passwords of who think of where they are. docs/asvs.md names this list.
WORDS = ("heard", "desk", "help", "service", "support", "customer", "kunde", "password", "passwort", "login")
SHORTEST = 4  # letters; shorter parts of a name stand in many words
LEFT = 8  # letters that must remain without these words


class NotOurWords:
    """Refuses a password of which little is left once the words of this desk are taken out."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Raises ValidationError."""
        left = password.lower()
        for word in sorted(words_here(), key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < min(LEFT, len(password)):
            raise ValidationError(
                _("This is made of words that everybody would try here, like the company's name. Add more."),
                code="our_words",
            )


def words_here() -> set[str]:
    """The words of every desk, and those of this one: the company's name, and the name of its address."""
    found = desk.current()
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    named = re.split(r"[\W_]+", f"{found.name if found else ''} {host}")
    return {*WORDS, *(word.lower() for word in named if len(word) >= SHORTEST)}
