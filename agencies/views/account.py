"""The own account: password, second factor, and where one is signed in."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from agencies import second_factor
from agencies.acting import SESSION_KEY
from agencies.forms.people import OwnDetailsForm
from agencies.policy import signed_in
from agencies.presenters.sessions import sessions_table
from agencies.scope import ActingRequest
from agencies.selectors import sessions as found
from agencies.services import people, sessions
from agencies.session_limits import UNSENT
from agencies.sessions import public_id
from agencies.views.pages import form_page, posted
from ehtrack.lib import formfields
from ehtrack.lib.components import SummaryRow

OWN = signed_in("The own account.", before_second_factor=True)


@OWN
def your_account(request: ActingRequest) -> HttpResponse:
    number = found.current(request.user, timezone.now()).count()
    signed_in_at = "This browser only" if number <= 1 else f"{number} browsers"
    rows = [
        SummaryRow("Name", request.user.name, reverse("account_details")),
        SummaryRow("Work phone number", request.user.phone, reverse("account_details")),
        SummaryRow("Email", request.user.email, action=""),
        SummaryRow("Password", "Hidden", reverse("account_change_password")),
        SummaryRow(
            "Second factor",
            "Set up" if second_factor.has_own(request.user) else "Not set up",
            reverse("mfa_index"),
        ),
        SummaryRow("Signed in at", signed_in_at, reverse("session_list"), "See"),
    ]
    return render(request, "agencies/your_account.html", {"title": "Your account", "summary": rows})


@OWN
def account_details(request: ActingRequest) -> HttpResponse:
    person, back = request.user, reverse("your_account")
    form = OwnDetailsForm(posted(request), initial={"name": person.name, "phone": person.phone})
    if form.is_valid():
        scope = getattr(request, "scope", None)
        people.change_own(scope=scope, person=person, **form.cleaned_data)
        messages.success(request, "Your details are changed")
        return redirect(back)
    return form_page(request, form, title="Your name and phone number", cancel_url=back)


@OWN
def session_list(request: ActingRequest) -> HttpResponse:
    own = public_id(request.session.session_key or "")
    rows = [
        (public_id(row.session_key), row.browser or "This browser", row.signed_in_at, row.seen_at)
        for row in found.current(request.user, timezone.now())
    ]
    context = {
        "title": "Where you are signed in",
        "sessions": sessions_table(rows, own=own),
        "others": len(rows) > 1,
    }
    return render(request, "agencies/session_list.html", context)


@OWN
def session_end(request: ActingRequest, session: UUID) -> HttpResponse:
    chosen = found.find(request.user, session, timezone.now())
    if chosen is None:
        raise Http404
    form = formfields.Form(posted(request))
    if form.is_valid():
        sessions.end(scope=request.scope, person=request.user, sessions=[chosen])
        messages.success(request, f"{chosen.browser} is signed out")
        return redirect("session_list")
    return form_page(
        request,
        form,
        title=f"Sign out {chosen.browser}",
        cancel_url=reverse("session_list"),
        template="layouts/confirm.html",
        what_happens="It takes effect with the next page that is opened there. What is not sent there is lost.",
        submit_label="Sign out",
    )


@OWN
def session_end_others(request: ActingRequest) -> HttpResponse:
    form = formfields.Form(posted(request))
    if form.is_valid():
        everywhere = found.current(request.user, timezone.now())
        others = [row for row in everywhere if row.session_key != request.session.session_key]
        sessions.end(scope=request.scope, person=request.user, sessions=others)
        messages.success(request, "You are signed out everywhere but here")
        return redirect("session_list")
    return form_page(
        request,
        form,
        title="Sign out everywhere else",
        cancel_url=reverse("session_list"),
        template="layouts/confirm.html",
        what_happens="All other browsers are signed out with the next page that is opened there.",
        submit_label="Sign out everywhere else",
    )


@csrf_exempt
@OWN
def session_stay(request: ActingRequest) -> HttpResponse:
    """Asked for by the warning before the end: being asked is being seen. Nothing else is done, so that the token of a
    page from before another agency was chosen will do."""
    return HttpResponse(status=204) if request.method == "POST" else redirect("home")


@OWN
def unsent_form(request: ActingRequest) -> HttpResponse:
    """What was sent after the session had ended, to be sent now; only to the person who typed it."""
    kept = request.session.get(UNSENT)
    if kept is None or kept["person"] != str(request.user.pk) or request.method == "POST":
        request.session.pop(UNSENT, None)
        return redirect("home")
    fields = [(name, value) for name, value in kept["fields"] if name != "csrfmiddlewaretoken"]
    words = [value for _, value in fields if " " in value.strip()]
    return render(
        request,
        "agencies/unsent_form.html",
        {
            "path": kept["path"],
            "fields": fields,
            "words": words,
            "for_another": kept.get("agency") != request.session.get(SESSION_KEY),
        },
    )
