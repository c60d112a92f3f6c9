"""Telling it: one due delivery at a time, tried again with back-off over a day, given up with an alert."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from heard.channels import hold
from heard.channels.webhook import message, subscriptions
from heard.channels.webhook.models import Delivery, Subscription
from heard.lib import claim, http, sealed
from heard.lib.claim import AT_ONCE, LeaseLost, State
from heard.lib.http import Answer, Bounds, NoAnswer, NotAsked, Way

LEASE = timedelta(minutes=3)  # longer than a look-up and the time-out of one try together
BOUNDS = Bounds(seconds=15.0, answer_bytes=2000)
GIVE_UP = timedelta(days=1)
STOP = timedelta(days=3)  # so long without one success turns the address off
FIRST, LONGEST = timedelta(seconds=10), timedelta(hours=4)
REST = timedelta(minutes=10)  # of an address that fails, at most, unless it asks for more
MOST_ASKED = timedelta(hours=1)
KEPT = timedelta(days=30)  # the log
BATCH = 500
GONE = 410


def deliver_next(way: Way = http.BY_ITSELF) -> bool:
    """Sends one due delivery, if there is one. The network is used outside every transaction."""
    if hold.is_standing():
        return False
    rows = claim.claim(_ready(), lease=LEASE)
    for row in rows:
        try:
            _deliver(row, way)
        except LeaseLost:
            return True
    return bool(rows)


def send_again(row: Delivery) -> bool:
    """Sends it (again) now because a person asked, with the same webhook-id; False while it is being sent."""
    free = Delivery.objects.filter(pk=row.pk).filter(Q(lease=None) | ~Q(state=State.WAITING))
    fresh = {"attempts": 0, "lost": 0, "lease": None, "error": "", "sent_at": None}
    return bool(free.update(state=State.WAITING, due_at=AT_ONCE, queued_at=timezone.now(), **fresh))


def tidy() -> int:
    """Gives up what waited for more than a day, and forgets the oldest of the log; says how much it was."""
    now = timezone.now()
    old = Delivery.objects.filter(state=State.WAITING, lease=None, queued_at__lt=now - GIVE_UP)
    given_up = old.update(state=State.FAILED, due_at=now)
    rows = Delivery.objects.filter(queued_at__lt=now - KEPT).exclude(state=State.WAITING)
    numbers = list(rows.order_by("queued_at").values_list("pk", flat=True)[:BATCH])
    return given_up + Delivery.objects.filter(pk__in=numbers).delete()[0]


def _ready() -> QuerySet[Delivery]:
    """What may be sent: not to an address that is off, or rests."""
    awake = Q(resting_until=None) | Q(resting_until__lte=timezone.now())
    listening = Subscription.objects.filter(awake, is_on=True).values("pk")
    return Delivery.objects.filter(subscription__in=listening).select_related("subscription", "entry")


def _deliver(row: Delivery, way: Way) -> None:
    subscription = row.subscription
    if claim.lost_too_often(row):
        claim.finish(row, State.FAILED, error="Its worker stopped three times while sending it.")
        return
    try:
        answer = _sent(row, way)
    except (NotAsked, NoAnswer) as fault:
        _failed(row, str(fault))
    except sealed.Unreadable as fault:
        claim.finish(row, State.FAILED, error=str(fault))
    else:
        if 200 <= answer.status < 300:
            _arrived(row, answer.status)
        elif answer.status == GONE:
            claim.finish(row, State.FAILED, status=GONE, error="The other side says: gone.")
            subscriptions.stop(subscription, "gone")
        else:
            _failed(row, _said(answer), answer)


def _sent(row: Delivery, way: Way) -> Answer:
    """What the other side says. Nothing of a demo's goes further than to machines that are listed."""
    if settings.IS_DEMO and not http.is_listed(http.parsed(row.subscription.url)):
        raise NotAsked("This is a demo: it tells only what HEARD_INSIDE lists, such as localhost.")
    content, at = message.body(row.entry), int(timezone.now().timestamp())
    signed = message.headers(row.header, at, content, subscriptions.secrets_of(row.subscription))
    return http.post(row.subscription.url, content, signed, bounds=BOUNDS, way=way)


def _arrived(row: Delivery, status: int) -> None:
    with transaction.atomic():
        claim.finish(row, State.DONE, sent_at=timezone.now(), status=status)
        failing = Subscription.objects.filter(pk=row.subscription_id, failures__gt=0)
        failing.update(failing_since=None, failures=0, resting_until=None)


def _failed(row: Delivery, error: str, answer: Answer | None = None) -> None:
    """Tries again later, the whole address later still, and gives up when its time is over."""
    now = timezone.now()
    status = answer.status if answer else 0
    with transaction.atomic():
        if now - row.queued_at > GIVE_UP:
            claim.finish(row, State.FAILED, error=error, status=status)
        else:
            wait = claim.back_off(row.attempts, first=FIRST, longest=LONGEST)
            claim.again(row, now + wait, error=error, status=status)
        since = _rest(row.subscription, now, answer)
    if now - since > STOP:
        subscriptions.stop(row.subscription, "failing")


def _rest(subscription: Subscription, now: datetime, answer: Answer | None) -> datetime:
    """Leaves the address in peace for a while; says since when it fails."""
    row = Subscription.objects.select_for_update().get(pk=subscription.pk)
    asked = _asked(answer)
    wait = max(claim.back_off(row.failures + 1, first=timedelta(seconds=2), longest=REST), asked)
    since = row.failing_since or now
    Subscription.objects.filter(pk=row.pk).update(
        failing_since=since, failures=row.failures + 1, resting_until=now + wait
    )
    return since


def _asked(answer: Answer | None) -> timedelta:
    """How long the other side asks us to wait (RFC 9110 10.2.3), in seconds; dates are not read."""
    written = answer.headers.get("retry-after", "") if answer else ""
    seconds = int(written) if written.isascii() and written.isdigit() and len(written) < 9 else 0
    return min(timedelta(seconds=seconds), MOST_ASKED)


def _said(answer: Answer) -> str:
    words = answer.body[:200].decode("utf-8", "replace").replace("\0", "").strip()
    return f"It answered {answer.status}. {words}".strip()
