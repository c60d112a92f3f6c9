"""The rules by which new tickets go to somebody, in the order in which they are tried."""

from django.db import models

from heard.channels.models import Channel
from heard.customers.models import Organisation
from heard.staff.models import Person, Team
from heard.tickets.models import Stage


class Route(models.Model):
    """One rule (R-030). A first message fits when it fits all that is said; what is empty is not asked.

    `channel` is where it came in, `language` a code of coach/languages.py, `signs` lines of words of which
    one stands in it (phrasing/signs.py), `tag` what its form's topic put on it, `organisation` whose people
    write. It goes to `team` or `person`; `knows_them`: rather to whoever answered this customer last;
    `shares`: in the team to whoever has the fewest open. `stage` says where whoever writes so stands (R-008).
    """

    place = models.PositiveSmallIntegerField()
    channel = models.ForeignKey(Channel, null=True, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=8, blank=True)
    signs = models.TextField(blank=True)
    tag = models.CharField(max_length=60, blank=True)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, null=True, on_delete=models.SET_NULL, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    knows_them = models.BooleanField(default=False)
    shares = models.BooleanField(default=False)
    stage = models.CharField(max_length=8, choices=Stage.choices, blank=True)

    class Meta:
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return f"Route {self.pk}"
