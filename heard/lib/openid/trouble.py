"""What can go wrong between the desk and a provider: a code for each, which people are told in words."""

from enum import StrEnum


class Trouble(StrEnum):
    """Why the provider could not be asked, or its answer not believed."""

    NO_ADDRESS = "no_address"  # what was typed is no address
    OPEN_TO_ALL = "open_to_all"  # without https, and not listed
    INSIDE = "inside"  # an address on the inside, and not listed
    NO_ANSWER = "no_answer"
    NO_DOCUMENT = "no_document"  # something answers, but tells nothing of OpenID Connect
    LACKS = "lacks"  # the document does not name what we need
    OTHER_ISSUER = "other_issuer"  # it speaks for another address
    NOT_KNOWN = "not_known"  # our id or our secret
    CODE_REFUSED = "code_refused"
    NO_TOKEN = "no_token"  # noqa: S105 - a code, not a secret
    TOKEN_WRONG = "token_wrong"  # noqa: S105 - a code, not a secret


class Unusable(Exception):
    """The provider cannot be used, now or at all. `detail` is for whoever looks after it, never a secret."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(f"{trouble.value}: {detail}" if detail else trouble.value)
        self.trouble = trouble
        self.detail = detail
