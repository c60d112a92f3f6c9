"""One mailbox: how mail gets in, what is wrong with it, and whether both sides add up."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from heard.alerts.mailboxes import alarm_words, trouble_words
from heard.channels import alarms
from heard.channels.email import reconcile
from heard.channels.email.imap import account as accounts
from heard.channels.email.imap.models import ImapAccount, Left
from heard.channels.form import setup as help_centre
from heard.channels.models import Channel, Reconciliation
from heard.staff.models import Role
from heard.web.request import owner_of, person_of
from heard.web.viewers import grant_for


@login_required
@require_safe
def channel(request: HttpRequest, number: int) -> HttpResponse:
    """The page of one channel."""
    found = get_object_or_404(Channel, pk=number)
    if found.kind == help_centre.KIND:
        return redirect("setup:help")
    person = person_of(request)
    account = ImapAccount.objects.filter(channel=found).first()
    counts = reconcile.last_counts(found)
    context = {
        "channel": found,
        "account": account,
        "trouble": trouble_words(account.trouble) if account else "",
        "alarms": alarm_words(alarms.standing([found.pk]).get(found.pk, {})),
        "counts": [_count(found, row) for row in counts],
        "counted_at": counts[0].at if counts else None,
        "is_owner": person.role == Role.OWNER,
        "smtp": settings.SMTP,
        "pipe": f"heard take-mail --to {found.address}",
        "grant": grant_for(person, "setup"),
        "nav_current": "setup",
        "setup_current": "channels",
    }
    return render(request, "setup/channel.html", context)


@login_required
@require_POST
def count(request: HttpRequest, number: int) -> HttpResponse:
    """Counts both sides now."""
    owner_of(request)
    found = get_object_or_404(Channel, pk=number)
    rows = reconcile.count(found)
    for row in rows:
        if row.trouble:
            messages.error(request, trouble_words(row.trouble))
    if not rows:
        messages.info(request, _("Nothing came through this channel yet, so there is nothing to count."))
    return redirect("setup:channel", number)


@login_required
@require_POST
def fetch(request: HttpRequest, number: int, uid: int) -> HttpResponse:
    """Has a missing mail fetched once more."""
    owner_of(request)
    found = get_object_or_404(Channel, pk=number)
    if reconcile.fetch_again(found, uid):
        messages.info(request, _("It is fetched again now. Count again in a minute to see that it is here."))
    return redirect("setup:channel", number)


@login_required
@require_POST
def trial(request: HttpRequest, number: int) -> HttpResponse:
    """Signs in to the mailbox, and says what came of it."""
    owner_of(request)
    account = get_object_or_404(ImapAccount.objects.select_related("channel"), channel_id=number)
    tell_trial(request, account)
    return redirect("setup:channel", number)


@login_required
@require_POST
def pause(request: HttpRequest, number: int) -> HttpResponse:
    """Stops reading the mailbox over IMAP, or goes on."""
    owner_of(request)
    accounts.pause(get_object_or_404(Channel, pk=number), paused=request.POST.get("paused") == "yes")
    return redirect("setup:channel", number)


def tell_trial(request: HttpRequest, account: ImapAccount) -> None:
    """Tries the account and leaves the result for the next page. Uses the network, for seconds at most."""
    found = accounts.try_it(account)
    if found.trouble:
        messages.error(request, trouble_words(found.trouble), extra_tags=found.detail)
        return
    words = ngettext(
        "It works. There is %(n)s mail in the folder.",
        "It works. There are %(n)s mails in the folder.",
        found.mails,
    )
    messages.success(request, words % {"n": found.mails})


def _count(found: Channel, row: Reconciliation) -> dict[str, Any]:
    """One door's two equations."""
    return {
        "door": row.door,
        "is_server": row.door == reconcile.IMAP,
        "row": row,
        "trouble": trouble_words(row.trouble),
        "stored": reconcile.stored(found, row.door),
        "names": [_named(name) for name in row.names],
        "unnamed": max(0, row.missing - len(row.names)),
    }


def _named(name: dict[str, Any]) -> dict[str, Any]:
    """A missing mail, with its moment and the reason in words."""
    at = parse_datetime(name.get("date") or "")
    why = Left(name["why"]).label if name.get("why") else _("It did not come when it was fetched.")
    return name | {"at": at, "why": why}
