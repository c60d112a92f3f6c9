"""What sounds heated goes to somebody at once, once a message, where its team's rule says so (R-031, R-046).

How a message sounds can be misread: whoever says so takes the escalation back (tickets/heat.py), and nothing
more of that ticket is escalated for its sound.
"""

from datetime import datetime

from django.db import transaction

from heard.coach import heat_of
from heard.coach.heat import SignKind
from heard.phrasing import dismissals
from heard.tickets import escalation_rules, escalations, heat
from heard.tickets.escalation_rules import TRIED
from heard.tickets.escalations import Why
from heard.tickets.models import Direction, Escalation, EscalationRule, Message, Ticket
from heard.timeline.models import Entry


def heard(entry: Entry, *, at: datetime | None = None) -> None:
    """The customer wrote; heard now, or `at`. Machines are not heard, nor praise that outweighs shouting."""
    rules = [rule for rule in escalation_rules.rules() if rule.signs]
    if not rules or "by_machine" in entry.data:
        return
    message = Message.objects.filter(pk=entry.about_id, direction=Direction.IN, is_automatic=False).first()
    felt = None
    if message:
        felt = heat_of((message.text[: heat.READ],), stressed=(heat.stressed(message.emphasis),))
    if message and felt and felt.level:
        _judge(message, felt.kinds(), {rule.team_id: rule for rule in rules}, at=at)


def _judge(
    message: Message,
    kinds: frozenset[SignKind],
    rules: dict[int | None, EscalationRule],
    *,
    at: datetime | None,
) -> None:
    """Under a lock: it may be answered, called misread or escalated in this very moment."""
    with transaction.atomic():
        ticket = _waiting(message)
        rule = rules.get(ticket.team_id) if ticket else None
        if ticket is None or rule is None:
            return
        signs = tuple(sign for sign in escalation_rules.SIGNS if sign in kinds and sign in rule.signs)
        to = escalation_rules.receiver(rule) if signs else None
        if to is None or heat.RULE in dismissals.in_ticket(ticket.number):
            return
        if not Escalation.objects.filter(message=message).exists():
            escalations.escalate(ticket, to, Why(signs=signs, message=message), at=at)


def _waiting(message: Message) -> Ticket | None:
    """Its ticket, if nobody answered it since and nobody was asked for help with it."""
    locked = Ticket.objects.select_for_update(of=("self",)).select_related("assignee", "team")
    return locked.filter(
        number=message.ticket_id,
        status__in=TRIED,
        merged_into=None,
        escalated_at=None,
        is_bulk=False,
        waiting_since__isnull=False,
    ).first()
