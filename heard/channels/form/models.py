"""What the form's pages say and ask, who may show them, and every way on which the company is reached."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from heard.channels.models import Channel


class FormSettings(models.Model):
    """The words and rules of one form; for an empty text ours stands there, in the reader's language.

    `purposes` says why we ask, by the name of the field. `sites` are the origins that may frame the form.
    """

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, primary_key=True, related_name="form")
    welcome = models.TextField(blank=True)
    invitation = models.TextField(blank=True)  # to complain and to praise
    answered = models.CharField(max_length=200, blank=True)  # by when, as a sentence
    thanks = models.TextField(blank=True)
    purposes = models.JSONField(default=dict)
    sites = models.JSONField(default=list)

    @property
    def by_when(self) -> str:
        """When one hears from us: the form, its confirmation, the contact page and the mail all say this."""
        return self.answered or str(_("A person reads it, and then answers you by mail."))


class Asked(models.TextChoices):
    """How an answer is given."""

    LINE = "line", _("One line")
    WORDS = "words", _("Several lines")
    CHOICE = "choice", _("One of several choices")


class FormField(models.Model):
    """One more thing that the company asks, and why it does: `purpose` stands beside it (R-419, R-421)."""

    form = models.ForeignKey(FormSettings, on_delete=models.CASCADE, related_name="fields")
    label = models.CharField(max_length=120)
    purpose = models.CharField(max_length=300)
    asked = models.CharField(max_length=10, choices=Asked.choices, default=Asked.LINE)
    choices = models.JSONField(default=list)
    is_required = models.BooleanField(default=False)
    place = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]


class Way(models.TextChoices):
    """How somebody reaches the company."""

    FORM = "form", _("Form")
    EMAIL = "email", _("Email")
    PHONE = "phone", _("Phone")
    CHAT = "chat", _("Chat")
    VISIT = "visit", _("Visit")
    POST = "post", _("Letter")
    OTHER = "other", _("Another way")


class ContactWay(models.Model):
    """One line of the contact page: how, where, when, and by when one is answered (R-003, R-004)."""

    way = models.CharField(max_length=10, choices=Way.choices)
    label = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=254, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    answered = models.CharField(max_length=200, blank=True)
    by_person = models.BooleanField(default=False)
    place = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["place", "pk"]

    @property
    def link(self) -> bool:
        """Whether the address is one that a browser opens."""
        return self.address.startswith(("https://", "http://"))
