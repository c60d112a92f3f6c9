"""What is in the setup, group by group: the side menu, the first page and the palette are made of it."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Part:
    """One page: its `key` (as `setup_current` has it), its name, what it is for, and its route.

    A `shared` one is for all staff, one for `owners` for nobody else.
    """

    key: str
    title: str | Promise
    about: str | Promise
    route: str
    only_in_a_demo: bool = False
    shared: bool = False
    owners: bool = False

    @property
    def url(self) -> str:
        """Where it is; empty while there is no such page, or not at this desk."""
        if self.only_in_a_demo and not settings.IS_DEMO:
            return ""
        try:
            return reverse(self.route)
        except NoReverseMatch:
            return ""


GROUPS: tuple[tuple[str | Promise, tuple[Part, ...]], ...] = (
    (
        _("What comes and goes"),
        (
            Part("channels", _("Channels"), _("Mailboxes, and whether both sides add up"), "setup:channels"),
            Part("held", _("Held up"), _("What did not go through, each with a way on"), "setup:held"),
            Part(
                "sent", _("Sent mail"), _("What this demo would have sent"), "setup:sent", only_in_a_demo=True
            ),
            Part(
                "blocked", _("Blocked addresses"), _("Whose mail goes to the spam at once"), "setup:blocked"
            ),
            Part(
                "reached",
                _("How you are reached"),
                _("Which channels customers use, and which they like"),
                "setup:reached",
            ),
            Part(
                "organisations",
                _("Organisations"),
                _("Companies whose people write to you, by their domains"),
                "setup:organisations",
            ),
        ),
    ),
    (
        _("Who answers"),
        (
            Part("people", _("People"), _("Who is here, what they may do and see"), "setup:people"),
            Part("teams", _("Teams"), _("Groups that tickets are given to"), "setup:teams"),
            Part("routing", _("Routing"), _("To whom new tickets go by themselves"), "setup:routing"),
            Part(
                "escalations",
                _("Escalation"),
                _("What goes to somebody else: unanswered too long, or heated"),
                "setup:escalations",
            ),
            Part("closing", _("Closing"), _("When a solved ticket is over"), "setup:closing"),
            Part(
                "providers",
                _("Sign-in"),
                _("With your company's accounts at Google, Microsoft or alike"),
                "setup:providers",
            ),
        ),
    ),
    (
        _("Other programs"),
        (
            Part("programs", _("Programs"), _("What acts here through the API"), "setup:programs"),
            Part("webhooks", _("Webhooks"), _("What is told when something happens"), "setup:webhooks"),
        ),
    ),
    (
        _("How you say it"),
        (
            Part("tags", _("Tags"), _("The words that put tickets side by side"), "setup:tags"),
            Part("macros", _("Macros"), _("Saved replies with actions"), "setup:macros", shared=True),
            Part(
                "quick_answers",
                _("Quick answers"),
                _("What is answered by itself; for owners"),
                "setup:quick_answers",
                owners=True,
            ),
            Part(
                "lexicon", _("Coach"), _("Which words it looks for in a draft"), "setup:lexicon", shared=True
            ),
            Part(
                "phrases", _("Phrases"), _("Words to use, by what they are for"), "setup:phrases", shared=True
            ),
        ),
    ),
    (
        _("What customers see"),
        (
            Part("help", _("Help centre"), _("The contact page and the request form"), "setup:help"),
            Part("help_pages", _("Help pages"), _("What you do, how you work"), "setup:help_pages"),
        ),
    ),
    (
        _("The desk itself"),
        (
            Part("appearance", _("Appearance"), _("Your name, colour and logo"), "setup:appearance"),
            Part(
                "privacy",
                _("Privacy"),
                _("Deleting, exporting, and how long; for owners"),
                "setup:privacy",
                owners=True,
            ),
            Part(
                "audit",
                _("Audit"),
                _("Who did what, when and from where; for owners"),
                "setup:audit",
                owners=True,
            ),
            Part("health", _("Health"), _("Whether everything runs"), "setup:health"),
        ),
    ),
)


def groups(*, whole: bool = True) -> list[tuple[str | Promise, list[Part]]]:
    """The groups with the pages that are there: the whole setup, or what all staff may open."""
    found = [
        (title, [part for part in parts if part.url and (whole or part.shared)]) for title, parts in GROUPS
    ]
    return [(title, parts) for title, parts in found if parts]
