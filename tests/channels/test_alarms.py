"""An alarm is recorded once, and once more when it is over."""

from heard.channels import alarms
from heard.channels.models import Channel
from heard.timeline.kinds import Kind
from heard.timeline.models import Entry


def kinds() -> list[str]:
    return list(
        Entry.objects.filter(kind__startswith="mailbox.").order_by("pk").values_list("kind", flat=True)
    )


def test_once_however_often_it_is_seen(mailbox: Channel) -> None:
    assert [alarms.begin(Kind.MAILBOX_FAILED, mailbox) for _turn in range(3)] == [True, False, False]
    assert list(alarms.standing([mailbox.pk])[mailbox.pk]) == [Kind.MAILBOX_FAILED]


def test_over_once_and_anew_afterwards(mailbox: Channel) -> None:
    alarms.begin(Kind.MAILBOX_FAILED, mailbox)
    assert [alarms.end(Kind.MAILBOX_FAILED, mailbox) for _turn in range(2)] == [True, False]
    assert alarms.standing([mailbox.pk]) == {}
    alarms.begin(Kind.MAILBOX_FAILED, mailbox)
    assert kinds() == ["mailbox.failed", "mailbox.recovered", "mailbox.failed"]


def test_one_does_not_end_the_other(mailbox: Channel) -> None:
    alarms.begin(Kind.MAILBOX_FAILED, mailbox)
    alarms.begin(Kind.MAILBOX_SILENT, mailbox)
    alarms.end(Kind.MAILBOX_SILENT, mailbox)
    assert list(alarms.standing([mailbox.pk])[mailbox.pk]) == [Kind.MAILBOX_FAILED]
