"""People trained, and advice asked for."""

from dashboards.measures.declaration import Better, Measure, Part, Records, Related
from dashboards.measures.defined.sources import DEFINED, PAPERS
from dashboards.measures.figures import Figures

TOPIC = "workforce"


def _not_known(figures: Figures) -> str:
    months = [month.name for month, found in figures.networks_together.items() if found.families is None]
    if not months:
        return ""
    return (
        f"Not known in {', '.join(months)}: a meeting did not write down how many. Nothing is counted of these months."
    )


def _families(figures: Figures) -> int | None:
    """Of the months that are known; None where no month with a meeting is."""
    held = [found.families for found in figures.networks_together.values() if found.meetings]
    known = [families for families in held if families is not None]
    return sum(known) if known or not held else None


MEASURES = [
    Measure(
        key="trained",
        title="Staff trained",
        meaning="Distinct people who completed a course in S&N or early help in the period.",
        why="People use a form that they have learnt to use.",
        source=PAPERS,
        numerator=Part("Distinct people", lambda f: f.trained.people),
        better=Better.HIGHER,
        records=Records("training", "people trained"),
        topic=TOPIC,
    ),
    Measure(
        key="network-meetings",
        title="Early Help Network meetings",
        meaning="Meetings of the Early Help Network held in the period, in all localities of the partnership.",
        why="Practitioners who meet find help for a family before it needs the MASH.",
        source=PAPERS,
        numerator=Part("Meetings held", lambda f: sum(one.meetings for one in f.networks_together.values())),
        better=Better.HIGHER,
        related=(
            Related("network-families"),
            Related("network-meetings-signal", "Is a month more than the usual ups and downs?"),
        ),
        topic=TOPIC,
        of_all=True,
    ),
    Measure(
        key="network-families",
        title="Families discussed in the Early Help Network",
        meaning="Families discussed at the meetings of the period. A month in which a meeting did not write down how "
        "many is not known: it is left out as a whole, also what other meetings of it wrote down.",
        why="A meeting is there for the families that are brought to it.",
        source=PAPERS,
        numerator=Part("Families discussed in the months that are known", _families),
        note=_not_known,
        better=Better.HIGHER,
        related=(
            Related("network-meetings"),
            Related("network-families-signal", "Is a month more than the usual ups and downs?"),
        ),
        topic=TOPIC,
        of_all=True,
    ),
    Measure(
        key="consultations",
        title="No Names Consultations",
        meaning="Consultations in the period: somebody asked the LCSS for advice without saying who the family is, "
        "on the day of the consultation, for the agency that asked.",
        why="Advice at the right time helps a family early, and its themes tell what practitioners need to learn.",
        source=DEFINED,
        numerator=Part("Consultations", lambda f: f.consulted.total),
        records=Records("consultation", "consultations"),
        topic=TOPIC,
    ),
]
