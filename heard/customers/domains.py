"""Which domains can stand for one organisation, and which belong to everybody?"""

import re
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

LIST = Path(__file__).with_name("free_mail.txt")
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")  # RFC 1035 2.3.1, digits first as RFC 1123 allows
# Second levels below which a registry sells names to anybody (co.uk, com.au, or.jp), under two-letter country
# endings, and those of single countries; as the registries themselves name them. The whole list of public
# suffixes has 10,000 lines and changes weekly; a gap here is closed by the care of whoever enters a domain.
SOLD_BELOW = frozenset(["ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "gv", "ltd", "mil", "net",
                        "nom", "or", "org", "plc", "sch"])  # fmt: skip
SOLD_IN = {
    "au": {"asn", "id"},
    "br": {"adm", "adv", "art", "blog", "eco", "eng", "ind", "inf", "med", "tv"},
    "fr": {"asso", "prd", "tm"},
    "in": {"firm", "gen", "ind", "res"},
    "jp": {"ad", "ed", "gr", "lg", "ne"},
    "nz": {"geek", "gen", "iwi", "kiwi", "maori", "school"},
    "pl": {"biz", "info"},
    "tr": {"bel", "biz", "gen", "info", "k12", "name", "pol", "tel", "tv", "web"},
    "uk": {"me", "nhs", "police"},
    "za": {"law", "web"},
}
SOLD_BY_FIRMS = frozenset(["br.com", "cn.com", "co.com", "de.com", "eu.com", "gb.net", "gr.com", "jpn.com",
                           "mex.com", "ru.com", "sa.com", "se.net", "uk.com", "uk.net", "us.com", "us.org",
                           "za.com"])  # fmt: skip


class NotTheirs(ValueError):
    """A domain that cannot stand for an organisation; the message says why and what to do."""


def clean(written: str) -> str:
    """The domain in what a person typed (an address or a web address will do), lower case, in ASCII.

    Raises NotTheirs when it is none, when anybody can have an address there, or a name below it.
    """
    text = written.strip().lower().removeprefix("https://").removeprefix("http://")
    text = text.partition("/")[0].rpartition("@")[2].strip(".")
    try:
        domain = text.encode("idna").decode("ascii")
    except UnicodeError:
        domain = ""
    labels = domain.split(".")
    if len(labels) < 2 or len(domain) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        raise NotTheirs(_("“%(text)s” is not a domain. Write what stands behind the @.") % {"text": written})
    if is_free(domain):
        raise NotTheirs(
            _("Anybody can have an address at %(domain)s, so it says nothing about a company.")
            % {"domain": domain}
        )
    if is_public(domain):
        raise NotTheirs(_("Anybody can own a name that ends in %(domain)s.") % {"domain": domain})
    return domain


def is_free(domain: str) -> bool:
    """Whether `domain`, or what it stands below, is a mail service for everybody."""
    exact, families = _free()
    labels = domain.split(".")
    above = (".".join(labels[place:]) for place in range(len(labels) - 1))
    return any(name in exact or _is_of_family(name, families) for name in above)


def is_public(domain: str) -> bool:
    """Whether names below `domain` are sold to anybody, as below co.uk."""
    labels = domain.split(".")
    if len(labels) < 2:
        return True
    if len(labels) > 2 or domain in SOLD_BY_FIRMS:
        return domain in SOLD_BY_FIRMS
    second, country = labels
    return len(country) == 2 and (second in SOLD_BELOW or second in SOLD_IN.get(country, ()))


def _is_of_family(name: str, families: frozenset[str]) -> bool:
    first, _dot, ending = name.partition(".")
    return first in families and is_public(ending)


@cache
def _free() -> tuple[frozenset[str], frozenset[str]]:
    """The list: whole names, and the names that stand under every public ending."""
    lines = {line.strip() for line in LIST.read_text(encoding="utf-8").splitlines()}
    names = {line for line in lines if line and not line.startswith("#")}
    families = frozenset(name.removesuffix(".*") for name in names if name.endswith(".*"))
    return frozenset(name for name in names if not name.endswith(".*")), families
