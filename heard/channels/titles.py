"""How is a channel called where several stand? By its name, and by what tells it from others of that name."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from heard.channels.models import Channel


def title(channel: Channel, among: Iterable[Channel]) -> str:
    """The name; with the address behind it where another has the same, and with its kind where both are."""
    same = [one for one in among if one.name == channel.name and one.pk != channel.pk]
    if not same:
        return channel.name
    parts = [channel.address] if channel.address else []
    if not parts or any(one.address == channel.address for one in same):
        parts.append(_("request form") if channel.kind == "form" else _("mail"))
    return f"{channel.name} ({', '.join(parts)})"


def of(channel: Channel) -> str:
    """The same among all channels there are: one question."""
    return title(channel, Channel.objects.filter(name=channel.name))
