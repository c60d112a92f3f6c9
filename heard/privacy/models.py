"""Who is being erased, how long what is kept, and when the last bytes go. No names here."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heard.customers.models import Customer
from heard.lib.claim import Claimable
from heard.staff.models import Person


class Step(models.IntegerChoices):
    """How far an erasure is. Each step finds by itself what it has left to do."""

    DOORS = 1, _("closing their sign-ins and links")
    TICKETS = 2, _("emptying their tickets")
    ELSEWHERE = 3, _("looking into other people's tickets")
    RAW = 4, _("removing raw arrivals and sent copies")
    PERSON = 5, _("removing their name and addresses")
    GONE = 6, _("gone")


class Erasure(Claimable):
    """One customer on the way out. `went` counts what was removed, by what it was; it names nobody.

    `person` ordered it (None: from the command line). `farewell_at` is when the mail that tells them was put
    in line (None: they did not ask on their own page), `told_at` when it left. `gone_at` is when nothing of
    them was left in the tables, `clean_at` when nothing was left in the database's own files either.
    """

    furthest: ClassVar[timedelta] = timedelta(hours=1)

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    step = models.PositiveSmallIntegerField(choices=Step.choices, default=Step.DOORS)
    after = models.BigIntegerField(default=0)  # how far a step has looked that goes through a whole table
    went = models.JSONField(default=dict)
    farewell_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    clean_at = models.DateTimeField(null=True)


class Kept(models.TextChoices):
    """What is kept for a time of its own."""

    RAW = "raw", _("Raw arrivals")
    SENT = "sent", _("Copies of what was sent")
    FILES = "files", _("Files of closed tickets")
    NOTES = "notes", _("Notes for the moment")
    TICKETS = "tickets", _("Closed tickets")
    SPAM = "spam", _("Spam")


class Retention(Claimable):
    """For how many days one kind of thing is kept (None: for good), and how far the round through it is.

    A round goes through everything once, in the order of the keys, and is behind `after`; between two rounds
    it is due at night. `removed` counts what went in all rounds, `round_at` is when the last one ended.
    """

    furthest: ClassVar[timedelta] = timedelta(days=2)

    kind = models.CharField(max_length=10, choices=Kept.choices, unique=True)
    days = models.PositiveIntegerField(null=True)
    after = models.BigIntegerField(default=0)
    removed = models.BigIntegerField(default=0)
    round_at = models.DateTimeField(null=True)


class Cleaning(Claimable):
    """The database's own files are written anew, so that removed words are not left in gaps; in the night."""

    furthest: ClassVar[timedelta] = timedelta(days=2)

    asked_at = models.DateTimeField(default=timezone.now)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
