"""What the desk asks of a provider, at which addresses, and what it says where something is wrong."""

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from heard.lib.env import insiders
from heard.lib.http import Way
from heard.lib.openid import discovery, flow
from heard.lib.openid.flow import Client
from heard.lib.openid.trouble import Trouble, Unusable
from tests import openid
from tests.lib.test_reach import POINTS_INSIDE, Rebinding
from tests.openid import CLIENT, SECRET, Provider


@pytest.fixture
def there(settings: Settings) -> Iterator[Provider]:
    """A provider that HEARD_INSIDE lists."""
    settings.INSIDE = insiders("127.0.0.1")
    with openid.providing() as provider:
        yield provider


def trouble(issuer: str, way: Way | None = None) -> tuple[Trouble, str]:
    """Why the provider at this address cannot be used."""
    with pytest.raises(Unusable) as fault:
        discovery.discover(issuer, **({"way": way} if way else {}))
    return fault.value.trouble, fault.value.detail


def test_it_is_asked_where_the_standard_says(there: Provider) -> None:
    found = discovery.discover(there.issuer)
    assert there.asked == ["/.well-known/openid-configuration"]
    assert (found.issuer, found.token) == (there.issuer, f"{there.issuer}/token")
    assert [one["kid"] for one in discovery.keys(found)] == ["one"]


def test_a_slash_at_the_end_is_as_the_provider_has_it(there: Provider) -> None:
    there.document = {"issuer": f"{there.issuer}/"}
    assert discovery.discover(there.issuer).issuer == f"{there.issuer}/"


@pytest.mark.parametrize(
    ("document", "expected", "detail"),
    [
        ({"jwks_uri": None}, Trouble.LACKS, "jwks_uri"),
        ({"token_endpoint": "", "issuer": 7}, Trouble.LACKS, "issuer, token_endpoint"),
        ({"response_types_supported": ["id_token"]}, Trouble.LACKS, "response_types_supported: code"),
        ({"issuer": "https://id.example"}, Trouble.OTHER_ISSUER, "https://id.example"),
        ({"token_endpoint": "http://id.example/token"}, Trouble.OPEN_TO_ALL, "id.example"),
        ({"authorization_endpoint": "javascript:alert(1)"}, Trouble.NO_ADDRESS, None),
        ({"jwks_uri": "https://me@id.example/keys"}, Trouble.NO_ADDRESS, None),
    ],
)
def test_a_document_that_does_not_do(
    there: Provider, document: dict[str, Any], expected: Trouble, detail: str | None
) -> None:
    there.document = document
    found = trouble(there.issuer)
    assert (found[0], detail is None or found[1] == detail) == (expected, True)


def test_something_else_answers_or_nobody(there: Provider, free_port: int) -> None:
    assert trouble(f"{there.issuer}/elsewhere") == (Trouble.NO_DOCUMENT, "HTTP 404")
    assert trouble(f"http://127.0.0.1:{free_port}")[0] == Trouble.NO_ANSWER


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.1.2.3",
        "192.168.7.7",
        "169.254.169.254",
        "[::1]",
        "[fe80::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::7f00:1]",
        "0x7f.1",
        "2130706433",
    ],
)
def test_the_inside_is_refused_unless_listed(settings: Settings, host: str) -> None:
    settings.INSIDE = ()
    assert trouble(f"https://{host}")[0] == Trouble.INSIDE
    assert trouble(f"http://{host}")[0] == Trouble.OPEN_TO_ALL


def test_a_name_that_answers_otherwise_the_second_time(settings: Settings) -> None:
    """Rebinding: what is checked is what is connected to, and each time anew."""
    settings.INSIDE = ()
    look_up = Rebinding(*POINTS_INSIDE)
    found = [trouble("https://id.example", Way(look_up=look_up))[0] for _time in POINTS_INSIDE]
    assert (set(found), look_up.asked) == ({Trouble.INSIDE}, len(POINTS_INSIDE))


@pytest.mark.parametrize("endpoint", ["token_endpoint", "jwks_uri", "userinfo_endpoint"])
def test_no_document_leads_inside(there: Provider, settings: Settings, endpoint: str) -> None:
    """A provider outside names an address inside: it is not asked."""
    there.document = {endpoint: "https://169.254.169.254/latest"}
    document = discovery.discover(there.issuer)
    client = Client(CLIENT, SECRET, "https://desk.example/return/")
    with pytest.raises(Unusable) as fault:
        if endpoint == "token_endpoint":
            flow.redeem(document, client, code="c", verifier="v")
        elif endpoint == "jwks_uri":
            discovery.keys(document)
        else:
            flow.person(document, flow.Tokens("", "open"))
    assert fault.value.trouble == Trouble.INSIDE


def test_whether_it_knows_us(there: Provider) -> None:
    document = discovery.discover(there.issuer)
    back = "https://desk.example/return/"
    assert flow.is_known(document, Client(CLIENT, SECRET, back)) is True
    assert flow.is_known(document, Client(CLIENT, "wrong", back)) is False
    assert flow.is_known(document, Client("somebody", SECRET, back)) is False


def test_no_secret_is_shown_when_it_is_printed() -> None:
    client, trip = Client(CLIENT, SECRET, "https://desk.example/"), flow.new_trip()
    assert (SECRET in repr(client), trip.verifier in repr(trip)) == (False, False)


def test_the_challenge_of_the_standard() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
    document = discovery.Document("https://a.example", "https://a.example/in?p=1", "", "")
    trip = flow.Trip("s", "n", verifier)
    to = flow.address(document, Client("c", "", "https://desk.example/"), trip)
    assert "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&" in to
    assert to.startswith("https://a.example/in?p=1&response_type=code&client_id=c&")
