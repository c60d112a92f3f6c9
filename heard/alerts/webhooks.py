"""Telling the desk's owners that a webhook was turned off, because nobody took what it said."""

from django.utils.translation import gettext as _

from heard.alerts import owners, post
from heard.alerts.post import Words
from heard.channels.webhook.models import Subscription
from heard.lib.ref import ref
from heard.timeline.models import Entry


def stopped(entry: Entry) -> None:
    """Puts a mail to each owner into the outbox."""
    found = Subscription.objects.filter(pk=entry.subject_id).first()
    if found is None:
        return
    gone = entry.data.get("why") == "gone"
    why = (
        _("The other side said that it is gone for good.")
        if gone
        else _("For three days nothing came through.")
    )
    where = f"{found.url}\n{post.site()}/setup/webhooks/{found.pk}/"
    on = _("When the other side is well again, turn it on there. Its log says what was missed.")
    for owner in owners.everyone():
        post.put_out(owner, ref(entry), Words(_("A webhook was turned off"), (why, where, on)))
