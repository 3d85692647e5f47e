"""People trained, and advice asked for."""

from dashboards.measures.declaration import Better, Measure, Part, Records
from dashboards.measures.defined.sources import DEFINED, PAPERS

TOPIC = "workforce"

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
