"""What each role may do: the one table that pages, the API and commands ask."""

from enum import StrEnum

from heard.staff.models import Person, Role


class Act(StrEnum):
    """Something that a role allows. What a person may see beyond it is for each context's `access`."""

    SEE = "see"  # tickets, as far as access shows them
    NOTE = "note"  # say something inside the company
    REPLY = "reply"  # say something to a customer, and vouch for an address
    ORGANISE = "organise"  # status, assignee, team, tags, merging
    KEEP = "keep"  # be given tickets
    SETUP = "setup"  # channels, people, teams, tags, words, appearance, health
    OWN = "own"  # who owns the desk, and the keys of its mailboxes


ANSWERS = frozenset({Act.SEE, Act.NOTE, Act.REPLY, Act.ORGANISE})
MAY: dict[Role, frozenset[Act]] = {
    Role.OWNER: frozenset(Act),
    Role.LEAD: ANSWERS | {Act.KEEP, Act.SETUP},
    Role.AGENT: ANSWERS | {Act.KEEP},
    Role.COLLEAGUE: frozenset({Act.SEE, Act.NOTE}),
    Role.SERVICE: ANSWERS,
}
NOBODYS: frozenset[Act] = frozenset()


def acts_of(person: Person) -> frozenset[Act]:
    """All that `person` may do; nothing for somebody who left or has not come yet."""
    return MAY[Role(person.role)] if person.is_active else NOBODYS


def may(person: Person, act: Act) -> bool:
    """Whether `person` may do `act`."""
    return act in acts_of(person)


def who_may(act: Act) -> list[Role]:
    """The roles that allow `act`, the widest first."""
    return [role for role, acts in MAY.items() if act in acts]


def may_give(giver: Person, role: Role) -> bool:
    """Whether `giver` may make somebody a `role`, or change somebody who is one. Owners make owners."""
    return may(giver, Act.OWN if role == Role.OWNER else Act.SETUP)
