"""JSON for integrators: the same verbs as the pages, with OpenAPI."""

from ninja import NinjaAPI

from heard.web.api import coach, tickets
from heard.web.api.bearer import Bearer

api = NinjaAPI(
    title="Heard",
    version="1",
    auth=Bearer(),
    docs_url=None,  # the interactive page loads scripts from elsewhere; openapi.json is enough
    urls_namespace="api",
)
api.add_router("/tickets", tickets.router)
api.add_router("/coach", coach.router)
