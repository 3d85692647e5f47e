from django.http import HttpResponse
from django.shortcuts import render

from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from dashboards import jobs
from dashboards.presenters import jobs as presenter


@requires(Permission.SEE_JOBS)
def job_list(request: ActingRequest) -> HttpResponse:
    """When each job last ran. No figure waits for a job: readers count what a job has not yet recounted."""
    table = presenter.table(jobs.last_runs())
    return render(request, "dashboards/jobs.html", {"title": "Jobs", "list_table": table})
