"""Every call of the API: which scope it asks for, which roles, and what it is about."""

from dataclasses import dataclass, field
from typing import Any

from heard.staff.models import Role

ALL = set(Role)
ANSWERING = ALL - {Role.COLLEAGUE}
LEADING = {Role.OWNER, Role.LEAD}
OWNING = {Role.OWNER}


@dataclass(frozen=True)
class Call:
    """One call. `path` names what it is about: {ticket}, {message} …; `body` likewise, in its values.

    `done` is its answer when it is allowed. `of_ticket`: whoever does not see the ticket is told 404.
    """

    name: str
    method: str
    path: str
    scope: str
    roles: set[Role]
    body: Any = None
    done: int = 200
    of_ticket: bool = field(default=True)

    @property
    def key(self) -> tuple[str, str]:
        """As the description has it."""
        return self.method, self.path


T = "/tickets/{ticket}"
CALLS = [
    Call("tickets", "GET", "/tickets", "tickets:read", ALL, of_ticket=False),
    Call("write_down", "POST", "/tickets", "tickets:write", ANSWERING, done=201, of_ticket=False,
         body={"customer": {"email": "ivo@okoye.example"}, "text": "He called.", "team": "{team}"}),
    Call("ticket", "GET", T, "tickets:read", ALL),
    Call("change", "PATCH", T, "tickets:write", ANSWERING, body={"status": "solved"}),
    Call("messages", "GET", f"{T}/messages", "tickets:read", ALL),
    Call("message", "GET", T + "/messages/{message}", "tickets:read", ALL),
    Call("reply", "POST", f"{T}/replies", "tickets:reply", ANSWERING, body={"text": "It is here."}, done=201),
    Call("undo", "DELETE", T + "/replies/{reply}", "tickets:reply", ANSWERING, done=204),
    Call("notes", "GET", f"{T}/notes", "tickets:read", ALL),
    Call("note", "GET", T + "/notes/{note}", "tickets:read", ALL),
    Call("add_note", "POST", f"{T}/notes", "notes:write", ALL, body={"text": "Old model."}, done=201),
    Call("drafts", "GET", f"{T}/drafts", "tickets:read", ALL),
    Call("draft", "GET", f"{T}/draft", "tickets:reply", ANSWERING),
    Call("keep_draft", "PUT", f"{T}/draft", "tickets:reply", ANSWERING, body={"text": "Hi", "version": 1}),
    Call("throw_away", "DELETE", f"{T}/draft", "tickets:reply", ANSWERING, done=204),
    Call("send_draft", "POST", f"{T}/draft/sending", "tickets:reply", ANSWERING, body={}, done=201),
    Call("add_file", "POST", f"{T}/draft/files?name=a.txt", "tickets:reply", ANSWERING, body=b"abc",
         done=201),
    Call("remove_file", "DELETE", T + "/draft/files/{draft_file}", "tickets:reply", ANSWERING, done=204),
    Call("escalate", "POST", f"{T}/escalation", "tickets:write", ANSWERING, done=201,
         body={"team": "{team}", "reason": "A refund."}),
    Call("escalation", "GET", f"{T}/escalation", "tickets:read", ALL),
    Call("settle", "DELETE", f"{T}/escalation", "tickets:write", ANSWERING, done=204),
    Call("form", "GET", "/requests/form", "requests:write", ANSWERING, of_ticket=False),
    Call("send", "POST", "/requests", "requests:write", ANSWERING, done=201, of_ticket=False,
         body={"name": "Ada", "email": "ada@okoye.example", "text": "Again.", "visitor": "203.0.113.7"}),
    Call("file", "GET", "/files/{digest}", "tickets:read", ALL),
    Call("customers", "GET", "/customers", "customers:read", ALL, of_ticket=False),
    Call("customer", "GET", "/customers/{customer}", "customers:read", ALL),
    Call("organisations", "GET", "/organisations", "organisations:read", LEADING, of_ticket=False),
    Call("enter", "POST", "/organisations", "organisations:write", OWNING, done=201, of_ticket=False,
         body={"name": "Dairy"}),
    Call("organisation", "GET", "/organisations/{organisation}", "organisations:read", LEADING,
         of_ticket=False),
    Call("rename", "PATCH", "/organisations/{organisation}", "organisations:write", OWNING, of_ticket=False,
         body={"name": "Dairy"}),
    Call("remove", "DELETE", "/organisations/{organisation}", "organisations:write", OWNING, done=204,
         of_ticket=False),
    Call("add_domain", "POST", "/organisations/{organisation}/domains", "organisations:write", OWNING,
         done=201, of_ticket=False, body={"name": "dairy.example"}),
    Call("remove_domain", "DELETE", "/organisations/{organisation}/domains/{domain}", "organisations:write",
         OWNING, done=204, of_ticket=False),
    Call("tags", "GET", "/tags", "tickets:read", ALL, of_ticket=False),
    Call("rename_tag", "PATCH", "/tags/bell", "tags:write", LEADING, done=202, of_ticket=False,
         body={"name": "bells"}),
    Call("delete_tag", "DELETE", "/tags/bell", "tags:write", LEADING, done=202, of_ticket=False),
    Call("people", "GET", "/people", "people:read", ALL, of_ticket=False),
    Call("person", "GET", "/people/{person}", "people:read", ALL, of_ticket=False),
    Call("all_teams", "GET", "/teams", "people:read", ALL, of_ticket=False),
    Call("team", "GET", "/teams/{team}", "people:read", ALL, of_ticket=False),
    Call("me", "GET", "/me", "", ALL, of_ticket=False),
    Call("timeline", "GET", "/timeline", "timeline:read", ALL, of_ticket=False),
    Call("coach", "POST", "/coach", "coach", ALL, body={"draft": "Hello."}, of_ticket=False),
]  # fmt: skip
