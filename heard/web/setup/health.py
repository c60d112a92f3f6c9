"""Whether everything runs: the page of what `heard doctor` prints, with the rows that can be tried again."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from heard.channels import hold
from heard.lib.ref import ref
from heard.reports import health as report
from heard.reports.health import Stand
from heard.web.request import person_of
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
        "failed": failed_rows(person_of(request)),
        "held": hold.standing(),
        "nav_current": "setup",
        "setup_current": "health",
    }
    return render(request, "setup/health.html", context)


@login_required
@require_POST
def release(request: HttpRequest) -> HttpResponse:
    """Lets mail leave again after a restore: all, or only what was written since."""
    hold.release(with_old=request.POST.get("which") == "all", by=ref(person_of(request)))
    return redirect("setup:health")
