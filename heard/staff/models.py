"""The desk itself, the people who work at it, their teams, and the tokens that programs show."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Desk(models.Model):
    """The company whose desk this is. One row; without it the desk is not open yet."""

    name = models.CharField(max_length=120)
    is_demo = models.BooleanField(default=False)
    opened_at = models.DateTimeField(auto_now_add=True)


class Role(models.TextChoices):
    """What a person may do."""

    OWNER = "owner", _("Owner")
    AGENT = "agent", _("Agent")
    SERVICE = "service", _("Service account")


class Sees(models.TextChoices):
    """Which tickets a person may see."""

    EVERYTHING = "everything", _("Every ticket")
    OWN_TEAMS = "own_teams", _("Those of their teams, and what is assigned to them")


class People(BaseUserManager["Person"]):
    """Finds people; they are made by `people.join`."""


class Person(AbstractBaseUser):
    """Somebody (or a named service account) who works at the desk. They sign in with their address."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.AGENT)
    sees = models.CharField(max_length=10, choices=Sees.choices, default=Sees.EVERYTHING)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[People] = People()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """One or two letters for a small circle."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


class Team(models.Model):
    """A group of staff that tickets are given to."""

    name = models.CharField(max_length=80, unique=True)
    members = models.ManyToManyField(Person, related_name="teams")

    def __str__(self) -> str:
        return self.name


class Token(models.Model):
    """What a program shows instead of a password. Only its SHA-256 is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
