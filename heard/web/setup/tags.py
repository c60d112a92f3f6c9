"""Tags: how often each is used; renaming, merging and deleting one on all its tickets."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heard.tickets import tag_changes
from heard.tickets.models import TicketTag
from heard.tickets.tag_changes import Busy
from heard.tickets.tags import NotATag, spelled
from heard.web.request import person_of
from heard.web.viewers import grant_for


class TagForm(forms.Form):
    """The word it shall be."""

    to = forms.CharField(max_length=60, required=False)


@login_required
@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """Every tag, by name."""
    busy = tag_changes.under_way()
    rows = [row | {"change": busy.get(str(row["tag"]))} for row in tag_changes.counted()]
    context = {"rows": rows, "busy": bool(busy), "grant": grant_for(person_of(request), "setup")}
    return render(request, "setup/tags.html", context | {"nav_current": "setup", "setup_current": "tags"})


@login_required
@require_http_methods(["GET", "POST"])
def tag(request: HttpRequest, tag: str) -> HttpResponse:
    """Asks what becomes of one tag, with the number of tickets that it concerns."""
    number = TicketTag.objects.filter(tag=tag).count()
    if not number:
        raise Http404(_("No ticket has this tag."))
    form = TagForm(request.POST or None, initial={"to": tag})
    if request.method == "POST" and form.is_valid() and (said := _changed(request, form, tag)):
        messages.success(request, said)
        return redirect("setup:tags")
    context = {"tag": tag, "number": number, "form": form, "nav_current": "setup", "setup_current": "tags"}
    context["others"] = (
        TicketTag.objects.exclude(tag=tag).order_by("tag").values_list("tag", flat=True).distinct()[:500]
    )
    return render(request, "setup/tag.html", context, status=422 if form.errors else 200)


def _changed(request: HttpRequest, form: TagForm, tag: str) -> str:
    """What is done now, in words; empty when the form says what is wrong instead."""
    me, word = person_of(request), form.cleaned_data["to"]
    try:
        if "delete" in request.POST:
            tag_changes.delete(tag, by=me)
            return _("%(tag)s is taken off its tickets.") % {"tag": tag}
        to = spelled(word)
        if to != tag and TicketTag.objects.filter(tag=to).exists() and request.POST.get("merge") != to:
            form.add_error(
                "to", _("There is a tag %(tag)s. Press Rename again to make both one.") % {"tag": to}
            )
            form.merge = to  # type: ignore[attr-defined]
            return ""
        if tag_changes.rename(tag, word, by=me) is None:
            form.add_error("to", _("That is how it is written now. Write another word."))
            return ""
        return _("%(tag)s becomes %(to)s on all its tickets.") % {"tag": tag, "to": to}
    except (NotATag, Busy) as fault:
        form.add_error("to", str(fault))
        return ""
