"""Writing, ordering and publishing the pages of the help centre, and those that it begins with."""

import re
from pathlib import Path

from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from heard.channels.form import setup
from heard.knowledge.models import HelpPage
from heard.lib.order import moved
from heard.lib.ref import Ref, ref
from heard.lib.words import one_line, storable
from heard.timeline.kinds import Kind
from heard.timeline.record import record

SEEDS = Path(__file__).with_name("seeds")
LONGEST = 20_000  # characters; Markdown is not looked for in longer texts
SCOPE = "what-we-do"  # the address of the page that says what customer service does and what not
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class NotAPage(ValueError):
    """The page cannot be kept; the message says why and what to do."""


def published() -> list[HelpPage]:
    """What customers read, in order."""
    return list(HelpPage.objects.filter(is_published=True))


def scope_path() -> str:
    """Where customers read what we do and what not; empty while they cannot."""
    if setup.current() is None or not HelpPage.objects.filter(slug=SCOPE, is_published=True).exists():
        return ""
    return reverse("help:page", args=[SCOPE])


def write(  # noqa: PLR0913 - each by name
    number: int | None, *, title: str, slug: str, about: str, text: str, is_published: bool, by: Ref
) -> HelpPage:
    """A new page, or page `number` from now on. Raises NotAPage for an address that is taken or cannot be."""
    name = slug.strip().lower() or slugify(title)[:60].strip("-")
    if not SLUG.fullmatch(name) or len(name) > 60:
        raise NotAPage(_("An address has letters a to z, digits and hyphens: how-we-work, say."))
    if HelpPage.objects.filter(slug=name).exclude(pk=number or 0).exists():
        raise NotAPage(_("Another page has this address. Choose another one."))
    given = {
        "slug": name,
        "title": one_line(title, 120),
        "about": one_line(about, 200),
        "text": storable(text).replace("\r\n", "\n").strip()[:LONGEST],
        "is_published": is_published,
    }
    with transaction.atomic():
        if number is None:
            page = HelpPage(place=HelpPage.objects.count(), **given)
            page.save(force_insert=True)
        else:
            page = HelpPage.objects.get(pk=number)
            for field, value in given.items():
                setattr(page, field, value)
            page.save(update_fields=[*given, "changed_at"])
        record(Kind.HELP_PAGE_WRITTEN, ref(page), actor=by)
    return page


def remove(number: int, *, by: Ref) -> None:
    """Takes a page away."""
    with transaction.atomic():
        if HelpPage.objects.filter(pk=number).delete()[0]:
            record(Kind.HELP_PAGE_REMOVED, Ref("helppage", number), actor=by)


def move(number: int, up: bool, *, by: Ref) -> None:
    """One place up or down."""
    order = moved(list(HelpPage.objects.values_list("pk", flat=True)), number, up=up)
    if order is None:
        return
    with transaction.atomic():
        for place, pk in enumerate(order):
            HelpPage.objects.filter(pk=pk).update(place=place)
        record(Kind.HELP_PAGE_WRITTEN, Ref("helppage", number), actor=by)


def begin(company: str, language: str, *, by: Ref) -> None:
    """Writes the pages that a help centre begins with, unpublished, in `language` if there are such."""
    if HelpPage.objects.exists():
        return
    folder = SEEDS / language if (SEEDS / language).is_dir() else SEEDS / "en"
    for path in sorted(folder.glob("*.md")):
        title, about, text = seed(path, company)
        write(None, title=title, slug=path.stem[2:], about=about, text=text, is_published=False, by=by)


def seed(path: Path, company: str) -> tuple[str, str, str]:
    """Title, one sentence and the text of a page that stands in a file: the first two are its first lines."""
    title, about, text = path.read_text(encoding="utf-8").replace("{company}", company).split("\n", 2)
    return title.removeprefix("# "), about, text.strip()
