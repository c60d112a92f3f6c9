"""JSON for integrators: the same verbs as the pages, with OpenAPI."""

from heard.web.api import (
    coach,
    customers,
    drafts,
    escalations,
    files,
    organisations,
    people,
    problems,
    requests,
    tags,
    tickets,
    timeline,
    writing,
)
from heard.web.api.bearer import Bearer
from heard.web.api.description import DescribedAPI

api = DescribedAPI(
    title="Heard",
    version="1",
    description="Everything that the desk's people can do with tickets. docs/api.md tells scopes, limits and"
    " cursors.",
    auth=Bearer(),
    docs_url=None,  # the interactive page loads scripts from elsewhere; openapi.json is enough
    urls_namespace="api",
)
problems.catch_all(api)
for path, router in (
    ("/tickets", tickets.router),
    ("/tickets", writing.router),
    ("/tickets", drafts.router),
    ("/tickets", escalations.router),
    ("/requests", requests.router),
    ("/files", files.router),
    ("/customers", customers.router),
    ("/organisations", organisations.router),
    ("/tags", tags.router),
    ("/people", people.people_router),
    ("/teams", people.teams_router),
    ("/me", people.me_router),
    ("/timeline", timeline.router),
    ("/coach", coach.router),
):
    api.add_router(path, router)
