"""What does a calendar invitation invite to: when, where, by whom (RFC 5545)?"""

import re
from datetime import UTC, datetime

LINE = re.compile(r"([A-Z-]+)((?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?):(.*)")
WANTED = ("SUMMARY", "DTSTART", "DTEND", "LOCATION", "ORGANIZER")


def describe(ics: str) -> str:
    """The first event of an iCalendar text as a few lines: what, from when to when, where, who invites."""
    event = _first_event(ics)
    start, end = _moment(*event.get("DTSTART", ("", ""))), _moment(*event.get("DTEND", ("", "")))
    lines = [_plain(event.get("SUMMARY", ("", ""))[1])]
    lines.append(f"{start} – {end}" if start and end else start)
    lines.append(_plain(event.get("LOCATION", ("", ""))[1]))
    parameters, organizer = event.get("ORGANIZER", ("", ""))
    name = re.search(r'CN="?([^";]+)', parameters)
    address = re.sub(r"^mailto:", "", organizer, flags=re.IGNORECASE)
    lines.append(f"{name[1]} <{address}>" if name and address and name[1] != address else address)
    return "\n".join(line for line in lines if line)


def _first_event(ics: str) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    inside: list[str] = []
    for line in re.sub(r"\r?\n[ \t]", "", ics[:200_000]).splitlines():
        parsed = LINE.match(line)
        if not parsed:
            continue
        name, parameters, value = parsed.groups()
        if name == "BEGIN":
            inside.append(value.strip().upper())
        elif name == "END" and inside:
            if inside.pop() in ("VEVENT", "VTODO"):
                return found
        elif name in WANTED and inside and inside[-1] in ("VEVENT", "VTODO"):
            found.setdefault(name, (parameters, value.strip()))
    return found


def _moment(parameters: str, value: str) -> str:
    """A DTSTART as "2026-03-01 10:00 (Europe/Paris)"; as written where it is no date."""
    zone = re.search(r"TZID=\"?([^\";]+)", parameters)
    for form in ("%Y%m%dT%H%M%S", "%Y%m%dT%H%M", "%Y%m%d"):
        try:
            moment = datetime.strptime(value.rstrip("Z"), form).replace(tzinfo=UTC)
        except ValueError:
            continue
        shown = f"{moment:%Y-%m-%d}" if form == "%Y%m%d" else f"{moment:%Y-%m-%d %H:%M}"
        return shown + (" UTC" if value.endswith("Z") else f" ({zone[1]})" if zone else "")
    return value[:60]


def _plain(value: str) -> str:
    return re.sub(r"\\([,;\\])", r"\1", re.sub(r"\\[nN]", " ", value)).strip()
