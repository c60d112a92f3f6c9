"""A fact happened: who wants to hear of it? One row for each, in the transaction of the fact."""

from heard.channels.webhook import wanted
from heard.channels.webhook.models import Delivery, Subscription
from heard.channels.webhook.subscriptions import UNTOLD
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry


def queue(entry: Entry) -> None:
    """Writes down who shall be told (at once; the worker tells them)."""
    if Kind(entry.kind) in UNTOLD or not wanted.wants(entry.kind):
        return
    rows = Subscription.objects.filter(is_on=True).only("pk", "kinds")
    Delivery.objects.bulk_create(
        Delivery(subscription=row, entry=entry) for row in rows if not row.kinds or entry.kind in row.kinds
    )
