"""My own tokens: programs that may do in my name what I may do."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heard.staff import tokens
from heard.web import handed
from heard.web.request import person_of
from heard.web.token_form import TokenForm, tokens_of


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Asks what it shall do, then shows it once."""
    me = person_of(request)
    form = TokenForm(me, request.POST or None)
    if handed.is_asked_for(request):
        return handed.shown(request, "desk/token_made.html", back=reverse("desk:profile"))
    if request.method == "POST" and form.is_valid():
        return handed.over(request, form.make(me), at=request.path, name=form.cleaned_data["name"])
    return render(request, "desk/token.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Ends one of mine."""
    me = person_of(request)
    token = get_object_or_404(tokens_of(me), pk=number)
    tokens.end(token, by=me)
    messages.success(request, _("%(name)s can no longer act for you.") % {"name": token.name or _("It")})
    return redirect("desk:profile")
