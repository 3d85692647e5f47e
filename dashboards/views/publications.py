"""What was published: all of it in a list, each on a page of its own with its file."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from agencies.policy import Permission, requires
from agencies.scope import ActingRequest
from agencies.services import audit
from agencies.views.pages import page_of
from dashboards.files.made import MadeFile
from dashboards.models import Publication
from dashboards.presenters import publications as presenter
from dashboards.selectors import publications as selectors

TITLE = "Publications"


@requires(Permission.SEE_PUBLICATIONS)
@require_GET
def publication_list(request: ActingRequest) -> HttpResponse:
    page = page_of(request, selectors.visible(request.scope))
    context = {"title": TITLE, "page": page, "noun": "publications", "list_table": presenter.listed(page)}
    return render(request, "dashboards/publication_list.html", context)


@requires(Permission.SEE_PUBLICATIONS, publication=selectors.visible)
@require_GET
def publication_detail(request: ActingRequest, publication: Publication) -> HttpResponse:
    shown = presenter.page(publication)
    crumbs = [(TITLE, reverse("publication_list")), (shown.headline, "")]
    context = {"title": shown.headline, "shown": shown, "breadcrumbs": crumbs}
    return render(request, "dashboards/publication_detail.html", context)


@requires(Permission.SEE_PUBLICATIONS, publication=selectors.visible)
@require_GET
def publication_file(request: ActingRequest, publication: Publication) -> HttpResponseBase:
    """The same bytes each time."""
    content = selectors.content(publication)
    if content is None:
        raise Http404
    audit.record(
        scope=request.scope,
        action="publication.downloaded",
        subject_type="publication",
        subject_ids=[publication.pk],
        detail={"sha256": publication.sha256},
    )
    return MadeFile(publication.file_name, publication.content_type, content).download()
