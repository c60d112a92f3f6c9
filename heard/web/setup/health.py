"""Whether everything runs: the page of what `heard doctor` prints, with the rows that can be tried again."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heard.reports import health as report
from heard.reports.health import Stand
from heard.web.setup.held import failed_rows


@login_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """What needs somebody first, then what is well."""
    found = report.findings()
    order = {Stand.WRONG: 0, Stand.LOOK: 1, Stand.WELL: 2}
    context = {
        "findings": sorted(found, key=lambda each: order[each.stand]),
        "worst": report.worst(found).value,
        "failed": failed_rows(),
        "nav_current": "setup",
        "setup_current": "health",
    }
    return render(request, "setup/health.html", context)
