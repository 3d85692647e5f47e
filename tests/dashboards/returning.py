"""Filling in, signing and judging a return as people do, by its pages."""

from datetime import UTC, datetime

from django.test import Client
from django.urls import reverse

from dashboards.measures import returned
from dashboards.measures.figures import one_snapshot
from dashboards.models import QuarterlyReturn
from dashboards.selectors import returns as selectors
from ehtrack.lib.calendar import Quarter

Q3 = Quarter.from_label("2022-23 Q3")
NOW = datetime(2023, 1, 10, 12, tzinfo=UTC)
ANSWERS = {
    "numbers": {
        "target_this_year": "1,200",
        "target_next_year": "1,300",
        "unrecorded": "1",
        "unrecorded_why": "On paper",
    },
    "narrative": {"narrative": "More of us start one.", "barriers": "Time"},
    "governance": {
        "senior_lead": "Ben Okafor",
        "senior_lead_role": "Head",
        "reported_to": "Governors",
        "reported_how_often": "quarterly",
        "resource": "Half a day a week",
    },
    "training": {"training_done": "", "training_planned": "In March"},
}


def fill_in(client: Client, row: QuarterlyReturn) -> None:
    for section, answers in ANSWERS.items():
        url = reverse("return_section", args=[row.pk, section])
        version = client.get(url).context["form"]["version"].value()
        assert client.post(url, {**answers, "version": version}).status_code == 302, section


def sign(client: Client, row: QuarterlyReturn) -> None:
    url = reverse("return_sign", args=[row.pk])
    version = client.get(url).context["form"]["version"].value()
    assert client.post(url, {"agree": "on", "version": version}).status_code == 302


def act(client: Client, name: str, row: QuarterlyReturn, **answers: str) -> None:
    url = reverse(name, args=[row.pk])
    version = client.get(url).context["form"]["version"].value()
    response = client.post(url, {**answers, "version": version})
    assert response.status_code == 302, response.content.decode()


def prepared(row: QuarterlyReturn) -> returned.ReturnFigures:
    """Its figures as counted now."""
    with one_snapshot():
        return returned.prepared(selectors.covered(row), row.period, now=NOW)
