"""At which address do people type the desk? For links in mails, which no request stands behind."""

from django.conf import settings


def address() -> str:
    """The address with its scheme and without a slash at the end."""
    return settings.PUBLIC_URL or f"http://{settings.HTTP}"
