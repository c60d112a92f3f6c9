"""Tickets, what was said in them, and what was noted inside the company."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Case, F, GeneratedField, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heard.channels.models import Arrival, Channel
from heard.coach.heat import HOT
from heard.customers.models import Customer, Identity
from heard.files.models import Blob
from heard.lib.claim import Claimable
from heard.phrasing.models import QuickAnswer
from heard.staff.models import Person, Team


class Status(models.TextChoices):
    """Where a ticket stands. The first four wait for us, them or a day; nobody works on the others."""

    NEW = "new", _("New")
    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting for customer")
    HOLD = "hold", _("On hold")
    SOLVED = "solved", _("Solved")
    CLOSED = "closed", _("Closed")
    SPAM = "spam", _("Spam")


ACTIVE = (Status.NEW, Status.OPEN, Status.WAITING, Status.HOLD)


class Priority(models.IntegerChoices):
    """How soon we look at it, of what waits equally long."""

    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")


class Pile(models.IntegerChoices):
    """Where a ticket lies. The database works it out itself, and every list is read from an index of it."""

    DONE = 0
    OPEN = 1
    LISTS = 2


def _pile() -> Case:
    return Case(
        When(Q(status__in=ACTIVE, is_bulk=False), then=Value(Pile.OPEN.value)),
        When(Q(status__in=ACTIVE, is_bulk=True), then=Value(Pile.LISTS.value)),
        default=Value(Pile.DONE.value),
    )


def _is_adrift() -> Case:
    """Open, and nobody has it, or nothing says when it goes on (R-034, R-038)."""
    nobody = Q(assignee__isnull=True)
    no_date = Q(status=Status.HOLD, hold_until__isnull=True)
    nobody_is_next = Q(status=Status.OPEN, waiting_since__isnull=True)
    adrift = Q(status__in=ACTIVE, is_bulk=False) & (nobody | no_date | nobody_is_next)
    return Case(When(adrift, then=Value(True)), default=Value(False))


def _is_hot() -> Case:
    """Open, waiting for us, and its customer sounds heated (R-046)."""
    hot = Q(heat__gte=HOT, status__in=ACTIVE, is_bulk=False, waiting_since__isnull=False)
    return Case(When(hot, then=Value(True)), default=Value(False))


def _shelf(name: str, *fields: str, oldest_first: bool = False, **condition: object) -> list[models.Index]:
    """Two indexes for one shape of list: for those who see everything, and team by team."""
    order = [F(field) if oldest_first else F(field).desc() for field in (fields[-1], "number")]
    where = Q(**condition) if condition else None
    first = [F(field) for field in fields[:-1]]
    return [
        models.Index(*first, *order, condition=where, name=f"ticket_{name}"),
        models.Index(F("team"), *first, *order, condition=where, name=f"ticket_team_{name}"),
    ]


class Ticket(models.Model):
    """One matter with one customer.

    `version` rises with each change of the row; forms carry it, so a stale one is noticed. `snippet` holds
    the last words said, `changed_at` when that was, `waiting_since` when the customer began to wait for us
    (None: they do not). `is_bulk` when it began with list or bulk mail, which has a view of its own.
    `merged_into`: this matter goes on in another ticket, whose page shows both. `handoffs` counts how often
    it went from one person or team to another (R-036). `heat` is how heated the customer's last words sound,
    0 to 3: a hint for us alone. `escalated_at`: help was asked for with it (Escalation says why) and is not
    settled yet (R-031). `words_gone_at`: only what reports count is left of it (tickets/emptying.py).
    `pile`, `is_adrift` and `is_hot` are the database's own.
    """

    number = models.BigAutoField(primary_key=True)
    subject = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.NEW)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="tickets")
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+", db_index=False)
    assignee = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    tags = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    hold_until = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    snippet = models.CharField(max_length=200, blank=True)
    snippet_is_customers = models.BooleanField(default=True)
    is_bulk = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    handoffs = models.PositiveSmallIntegerField(default=0)
    heat = models.PositiveSmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True)
    words_gone_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    pile = GeneratedField(expression=_pile(), output_field=models.SmallIntegerField(), db_persist=True)
    is_adrift = GeneratedField(expression=_is_adrift(), output_field=models.BooleanField(), db_persist=True)
    is_hot = GeneratedField(expression=_is_hot(), output_field=models.BooleanField(), db_persist=True)

    class Meta:
        # One for each saved view (tickets/views.py): whatever a list shows is read from an index, in order.
        indexes = [
            *_shelf("pile", "pile", "changed_at"),
            *_shelf("any", "changed_at"),
            *_shelf("nobodys", "pile", "changed_at", assignee__isnull=True),
            *_shelf(
                "waiting", "waiting_since", oldest_first=True, waiting_since__isnull=False, is_bulk=False
            ),
            *_shelf("status", "status", "changed_at"),
            *_shelf("channel", "channel", "pile", "changed_at"),
            *_shelf("solved", "solved_at", solved_at__isnull=False),
            *_shelf("adrift", "changed_at", is_adrift=True),
            *_shelf("hot", "waiting_since", oldest_first=True, is_hot=True),
            *_shelf("escalated", "pile", "escalated_at", oldest_first=True, escalated_at__isnull=False),
            models.Index(
                F("assignee"), F("pile"), F("changed_at").desc(), F("number").desc(), name="ticket_assigned"
            ),
            models.Index("hold_until", condition=Q(hold_until__isnull=False), name="ticket_held"),
        ]

    def __str__(self) -> str:
        return f"No. {self.number}"

    def lacks(self, what: str) -> bool:
        """Whether it is known to have none of these: only if it was looked for when the ticket was read, see
        access.ticket_for."""
        return not getattr(self, f"has_{what}", True)


class TicketTag(models.Model):
    """One tag of one ticket. The ticket's own `tags` are what is shown; these rows find tickets by tag.

    `pile`, `team` and `changed_at` repeat the ticket's, so that the view of a tag is read from an index;
    ticket_fields.shelved keeps them true.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="tagged", db_index=False)
    tag = models.CharField(max_length=60)
    team = models.ForeignKey(Team, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    pile = models.SmallIntegerField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "tag"], name="tag_once")]
        indexes = [
            models.Index(F("tag"), F("pile"), F("changed_at").desc(), F("ticket").desc(), name="tag_any"),
            models.Index(
                F("team"), F("tag"), F("pile"), F("changed_at").desc(), F("ticket").desc(), name="tag_team"
            ),
        ]


class EscalationRule(models.Model):
    """What nobody answered within `hours` of working time goes to somebody: in one team, or in none (R-031).

    `hours` None: never after a time. What sounds like one of `signs` (coach/heat.py) goes at once. `days`
    are working days (0: Monday), from `opens` to `closes` in `zone`; a `closes` of midnight ends the day.
    What waited before `since` is left alone. `to_person` or `to_team` gets it; with neither the lead of its
    team.
    """

    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    hours = models.PositiveSmallIntegerField(null=True)
    signs = models.JSONField(default=list)
    days = models.JSONField(default=list)
    opens = models.TimeField()
    closes = models.TimeField()
    zone = models.CharField(max_length=60)
    since = models.DateTimeField(null=True)
    to_person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    to_team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(Coalesce("team", 0), name="escalation_rule_once")]


class Escalation(models.Model):
    """Help that was asked for with a ticket: why, by whom (`by`, or a rule after `hours`), and of whom.

    `was_with` and `was_in` had it before. `waited_since` is the waiting that a rule judged: it is judged
    once, and so is `message`, in which a rule read `signs` of heat. `ended_at`: settled, taken back, or
    followed by another one.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="escalations", db_index=False)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    hours = models.PositiveSmallIntegerField(null=True)
    waited_since = models.DateTimeField(null=True)
    signs = models.JSONField(default=list)
    message = models.ForeignKey(
        "Message", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    to_person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    to_team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+")
    was_with = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    was_in = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(ended_at=None), name="escalation_open_once"
            ),
            models.UniqueConstraint(fields=["ticket", "waited_since"], name="escalation_once_a_waiting"),
            models.UniqueConstraint(fields=["message"], name="escalation_once_a_message"),
        ]


class QuickReply(models.Model):
    """A ticket that was answered by itself: with which quick answer, in which message. Once a ticket."""

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, primary_key=True, related_name="+")
    answer = models.ForeignKey(QuickAnswer, null=True, on_delete=models.SET_NULL, related_name="+")
    message = models.OneToOneField("Message", on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)


class TagChange(Claimable):
    """A tag that all its tickets shall have under another name, or not at all (`to` is empty).

    Done some tickets at a time by tickets/tag_changes.py; who asked is in the timeline.
    """

    furthest: ClassVar[timedelta] = timedelta(minutes=10)

    tag = models.CharField(max_length=60)
    to = models.CharField(max_length=60, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag"], condition=Q(state="waiting"), name="tag_change_once")
        ]


class Follower(models.Model):
    """A person who wants to hear of a ticket that is not theirs."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="followers", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "person"], name="follower_once")]


class Reading(models.Model):
    """How far a person has read a ticket: up to its last words at `until` (of the ticket's `changed_at`)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "ticket"], name="reading_once")]


class TicketLink(models.Model):
    """Two tickets that have to do with each other; the lower number stands first."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "other"], name="link_once")]


class Participant(models.Model):
    """Somebody besides the customer who writes in a ticket. Once confirmed they get our replies, too."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="participants")
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="+")
    is_confirmed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "identity"], name="participant_once")]


class Direction(models.TextChoices):
    """Who speaks."""

    IN = "in", _("From the customer")
    OUT = "out", _("To the customer")


class Told(models.TextChoices):
    """How somebody said to one of us what was then written down."""

    NONE = "", ""
    PHONE = "phone", _("By telephone")
    VISIT = "visit", _("In person")
    ELSEWHERE = "elsewhere", _("Elsewhere")


class Delivery(models.TextChoices):
    """What became of a message of ours."""

    NONE = "", ""
    WAITING = "waiting", _("Waiting, can be undone")
    RELEASED = "released", _("On its way")
    SENT = "sent", _("Sent")
    PARTLY = "partly", _("Reached some of them")
    REFUSED = "refused", _("Not delivered")
    BOUNCED = "bounced", _("Came back")
    UNDONE = "undone", _("Taken back")


class Message(models.Model):
    """Something said to or by the customer.

    `at` is when it reached our mailbox, or when our person pressed send. `text` holds the new words,
    `whole_text` everything that was written, `html` the cleaned HTML if it came with one. `fingerprint` (of
    Message-ID and content) exists once.
    `is_automatic`: a machine wrote it, so it neither opens, starts nor keeps anything. `is_unconfirmed`: its
    sender was not yet a participant, or may not be who they say. `cc` are the addresses that got a copy.
    `sensitive` are codes of what it holds that should not lie about (lib/sensitive).
    `to` is empty where only the customer is addressed; `bcc` got a copy that nobody else knows of; both, and
    `cc`, are exactly what its writer chose where `copies_chosen`. `forwards` is the message that it passes on
    to somebody outside. `key` names the page that it was written on: pressed twice, it is written once.
    `then` is what the macro used for it does besides, once it has left (tickets/macro_acts.py).
    `shares_id`: its Message-ID came before with other words. `language` is a code, empty when unknown.
    `words_gone_at`: its words, names and addresses were removed, `redacted_at`: some of its words were.
    `told`: it came on no channel, and `person` wrote down what the customer said. `solves`: when this reply
    of ours leaves, the ticket is solved. `is_markdown`: an automatic one is Markdown, too, as all that our
    people write is (None: not said, so that no table of millions is copied for a new column).
    `promises` are on record as `promise.spotted` once it has left: places in the words, and times.
    `confidence` is how sure its writer was that the fix in it works, in per cent (R-044). `emphasis` are the
    places in `text` that stood in bold or italics, of a mail that had some (R-046).
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    identity = models.ForeignKey(Identity, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    sender_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField()
    whole_text = models.TextField(blank=True)
    html = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    message_id = models.CharField(max_length=250, blank=True, db_index=True)
    references = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64, null=True, unique=True)
    arrival = models.ForeignKey(Arrival, null=True, on_delete=models.PROTECT, related_name="+")
    delivery = models.CharField(max_length=10, choices=Delivery.choices, default=Delivery.NONE, blank=True)
    release_at = models.DateTimeField(null=True)
    is_automatic = models.BooleanField(default=False)
    is_unconfirmed = models.BooleanField(default=False)
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    bcc = models.JSONField(default=list)
    copies_chosen = models.BooleanField(default=False)
    forwards = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    key = models.UUIDField(null=True, unique=True)
    then = models.JSONField(null=True)
    sensitive = models.JSONField(default=list)
    shares_id = models.BooleanField(default=False)
    language = models.CharField(max_length=12, blank=True)
    possibly_repeated = models.BooleanField(default=False)
    delivery_error = models.TextField(blank=True)
    words_gone_at = models.DateTimeField(null=True)
    redacted_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=10, choices=Told.choices, default=Told.NONE, blank=True)
    solves = models.BooleanField(default=False)
    is_markdown = models.BooleanField(null=True)
    promises = models.JSONField(null=True)
    confidence = models.PositiveSmallIntegerField(null=True)
    emphasis = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "at"], name="message_by_ticket"),
            models.Index(fields=["release_at"], condition=Q(delivery="waiting"), name="message_waiting"),
        ]


class Step(models.TextChoices):
    """How far somebody is with a question that nobody could answer at once (R-041)."""

    NONE = "", ""
    LOOKED = "looked", _("Looked myself")
    ASKED = "asked", _("Asked a colleague")
    ASKING = "asking", _("Asking somebody who knows")
    CALL_BACK = "call_back", _("Call the customer back")


class Note(models.Model):
    """Something said inside the company. A table of its own: a note cannot be sent by mistake.

    `step` is its place in the chain of finding out; then `finder` is who finds out, and `by` when (R-048).
    `key` names the page that it was written on: pressed twice, it is written once. `until_solved` is for the
    moment: its words go when the ticket was solved for as long as the retention of notes says (R-432).
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="notes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    step = models.CharField(max_length=10, choices=Step.choices, default=Step.NONE, blank=True)
    finder = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.DateTimeField(null=True)
    key = models.UUIDField(null=True, unique=True)
    until_solved = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["id"], name="note_until_solved", condition=Q(until_solved=True))]


class Stage(models.TextChoices):
    """Where a customer stands with what they buy when they write: service begins before they do (R-008)."""

    BEFORE = "before", _("Before buying")
    DURING = "during", _("Order under way")
    AFTER = "after", _("After buying")


class Matter(models.Model):
    """What the customer is trying to do, and how they feel and why, in our people's words (R-039, R-040).

    `stage` is empty where nobody, and no routing rule, has said it.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, primary_key=True, related_name="+")
    goal = models.CharField(max_length=300, blank=True)
    feeling = models.CharField(max_length=300, blank=True)
    stage = models.CharField(max_length=8, choices=Stage.choices, blank=True, default="", db_default="")


class Attachment(models.Model):
    """A file that came with a message; `inline` when the HTML shows it in place by its `content_id`."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attachments")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255, blank=True)
    type = models.CharField(max_length=100)
    inline = models.BooleanField(default=False)
    content_id = models.CharField(max_length=250, blank=True)


class Opening(models.Model):
    """The first of our people who opened a file of a customer's (R-192)."""

    attachment = models.OneToOneField(
        Attachment, on_delete=models.CASCADE, primary_key=True, related_name="opening"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now)


class RequestLink(models.Model):
    """A link with which one ticket is read, answered, closed and reopened as `identity`; kept as a digest."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
