"""What went wrong between the desk and a sign-in provider, and what to do: in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heard.lib.openid.trouble import Trouble
from heard.staff.accounts import Reason

# To an owner, who can do something about it.
TROUBLES: dict[Trouble, str | Promise] = {
    Trouble.NO_ADDRESS: _("This is no address that can be asked. Copy the issuer from the provider's pages."),
    Trouble.OPEN_TO_ALL: _("Without https:// others could write what it says. Use its https address."),
    Trouble.INSIDE: _(
        "This name leads to an address that only this machine or the network around it reaches. If it really"
        " stands there, have it listed in HEARD_INSIDE."
    ),
    Trouble.NO_ANSWER: _("Nobody answers there. Look at the address, and whether this machine reaches it."),
    Trouble.NO_DOCUMENT: _(
        "Something answers there, but tells nothing of OpenID Connect. The issuer is the part in front of"
        " /.well-known/openid-configuration."
    ),
    Trouble.LACKS: _("What the provider says of itself lacks something that Heard needs."),
    Trouble.OTHER_ISSUER: _("The provider there speaks for another address. Write exactly that one."),
    Trouble.NOT_KNOWN: _("The provider does not know this client ID or this secret. Copy both once more."),
    Trouble.CODE_REFUSED: _("The provider did not take its own code. Is the return address right there?"),
    Trouble.NO_TOKEN: _("The provider does not say who it was. Is it set up for OpenID Connect?"),
    Trouble.TOKEN_WRONG: _("What the provider said does not hold, so it was not believed."),
}

# To somebody who wanted in.
REASONS: dict[Reason, str | Promise] = {
    Reason.NO_MAIL: _("Your account there has no mail address. Whoever looks after it can add one."),
    Reason.NOT_VERIFIED: _(
        "Your account there does not vouch for your mail address, so anybody could have written it there."
        " Whoever looks after your accounts can have it verified."
    ),
    Reason.UNKNOWN: _("Nobody here has your account's mail address. An owner of this desk can invite you."),
    Reason.CLOSED: _(
        "Your account at this desk is closed. If that is a mistake, an owner can open it again."
    ),
    Reason.OTHER_ACCOUNT: _(
        "Your place here belongs to another account there, with the same mail address. If you have a new one,"
        " ask an owner of this desk to unlink the old one."
    ),
}
STALE = _("You did not set out from this browser, or more than ten minutes ago. Begin again.")
REFUSED_THERE = _("You were not let in there, or you turned back. Nothing happened here.")
TOO_OFTEN = _("Too many tries. Wait a minute.")
NOT_NOW = _(
    "Something between this desk and the provider is not right. Try once more. If it stays, tell an owner of"
    " this desk, who finds Try it under Setup, Sign-in."
)
