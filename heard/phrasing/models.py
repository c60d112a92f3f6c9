"""The company's lexicon: its own rules, what was dismissed and lifted, its phrases and macros."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heard.channels.models import Channel
from heard.staff.models import Person, Team


class OwnRule(models.Model):
    """A rule of the company: a new one, one in the place of a shipped one of its name, or one switched off.

    `code` and `name` are as in the lexicon; `find` and `excepts` hold one line each of its pattern language,
    `say` one suggestion a line. Empty `say` and `why` are those of the code. One that `is_off` finds nothing.
    `more` are the lines of the other keys that a rule can have, by key; None: they stay as those of the
    shipped rule in whose place it stands.
    Of the code `industry` a row that `is_off` stands for a trade whose basic questions do not concern us.
    """

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    find = models.TextField(blank=True)
    excepts = models.TextField(blank=True)
    why = models.CharField(max_length=300, blank=True)
    say = models.TextField(blank=True)
    more = models.JSONField(null=True)
    is_off = models.BooleanField(default=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "name"], name="own_rule_once")]


class Scope(models.TextChoices):
    """How far a dismissal reaches."""

    ONCE = "once", _("This once")
    TICKET = "ticket", _("In this ticket")
    LEXICON = "lexicon", _("The lexicon should change")


class Dismissal(models.Model):
    """A finding that a person did not follow, and why. In scope `lexicon` it is a proposal until settled."""

    ticket = models.BigIntegerField()
    rule = models.CharField(max_length=101)
    scope = models.CharField(max_length=8, choices=Scope.choices)
    reason = models.CharField(max_length=500, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("ticket", condition=models.Q(scope=Scope.TICKET), name="dismissed_in_ticket"),
            models.Index(
                "at", condition=models.Q(scope=Scope.LEXICON, settled_at__isnull=True), name="proposals"
            ),
        ]


class Lift(models.Model):
    """A gate that a lead opened for one reply in a ticket, and why. It ends with the reply that used it.

    `used_by` is the number of that message: taken back before it left, it has not used it.
    """

    ticket = models.BigIntegerField()
    code = models.CharField(max_length=40)
    reason = models.CharField(max_length=500)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)
    used_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index("ticket", condition=models.Q(used_at__isnull=True), name="lifts_open")]


class Phrase(models.Model):
    """Words of the team's own on the shelf, beside the shipped ones of the same `step`."""

    step = models.CharField(max_length=30)
    text = models.CharField(max_length=1000)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)


class Macro(models.Model):
    """A saved reply with variables (`{customer.first_name}`) and actions, done when the reply has left.

    Everybody may use it, or only one `team`, or only the person who has it for themselves (`owner`).
    `actions` may hold: status (a code), tags (a list), assignee (a person's number, or "me"),
    team (a number).
    """

    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    actions = models.JSONField(default=dict)
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.title


class QuickAnswer(models.Model):
    """What is answered by itself when a customer's first words hold one of `signs` (R-047, R-261).

    `signs` are lines of words, each an alternative (phrasing/quick_answers.py); `text` is Markdown with
    variables; `last_line` says under it how a person is reached. `channels` are those it is for, none: all.
    """

    title = models.CharField(max_length=120)
    signs = models.TextField()
    text = models.TextField()
    last_line = models.CharField(max_length=300)
    channels = models.ManyToManyField(Channel, related_name="+")
    is_on = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.title
