"""A grant holds for its viewer, for its names, for its time; and its text shows the names to the page."""

import time

import pytest

from heard.live import grants


def test_a_grant_says_who_when_and_what() -> None:
    text = grants.grant(["ticket:12", "inbox", "ticket:12"], "agent:7", read_at=time.time() - 5)
    grant = grants.read(text, "agent:7")
    assert grant.viewer == "agent:7"
    assert grant.names == {"ticket:12", "inbox"}
    assert time.time() - grant.read_at == pytest.approx(5, abs=1)
    assert text.rsplit(":", 1)[0].split(" ")[2:] == ["ticket:12", "inbox"]


def test_another_viewers_grant_is_refused() -> None:
    with pytest.raises(grants.BadGrant, match="somebody else"):
        grants.read(grants.grant(["inbox"], "agent:7"), "agent:8")


@pytest.mark.parametrize("change", [("inbox", "ticket:1"), ("agent:7", "agent:8"), (":", ":A"), (" ", "  ")])
def test_a_changed_grant_is_refused(change: tuple[str, str]) -> None:
    text = grants.grant(["inbox"], "agent:7").replace(*change)
    for viewer in ("agent:7", "agent:8"):
        with pytest.raises(grants.BadGrant, match="not ours"):
            grants.read(text, viewer)


@pytest.mark.parametrize("text", ["", ":", "agent:7 1 inbox", "agent:7 1 inbox:é"])
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(grants.BadGrant):
        grants.read(text, "agent:7")


def test_an_old_grant_is_refused() -> None:
    old = grants.grant(["inbox"], "agent:7", read_at=time.time() - grants.MAX_AGE_SECONDS - 1)
    with pytest.raises(grants.BadGrant, match="too old"):
        grants.read(old, "agent:7")


@pytest.mark.parametrize("names", [[], ["*"], ["two words"], [f"n{i}" for i in range(201)]])
def test_a_grant_for_nothing_everything_or_too_much_is_not_made(names: list[str]) -> None:
    with pytest.raises(ValueError, match=r"grant holds|cannot be"):
        grants.grant(names, "agent:7")
