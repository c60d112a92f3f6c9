"""Signing out: this browser forgets who it was, and what the desk's pages left in it."""

from allauth.account import views as account
from django.http import HttpRequest, HttpResponse

# Drafts that a page kept beside the server's, tickets opened last, and lists kept for the way back. Browsers
# follow it over https and on this machine (W3C, Clear Site Data). Cookies that only say how pages look stay.
CLEARED = '"cache", "storage"'


def sign_out(request: HttpRequest) -> HttpResponse:
    """Asks first, since a link's GET changes nothing; the button signs out."""
    response: HttpResponse = account.logout(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = CLEARED
    return response
