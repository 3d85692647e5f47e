"""The seal of a signed return, and whether a version still is as it was signed."""

import hashlib
import json
from collections.abc import Collection, Mapping

from django.core.serializers.json import DjangoJSONEncoder

from dashboards.measures import DEFINITION
from dashboards.models import ReturnVersion

SIGNED = ("number", "figures", "definition", "submitted_at", "submitted_by_id", "correcting")
# The answers under the seal, by the definition that a version was signed with. What was signed is sealed by these for
# ever: a new answer comes with a new definition, and with a line here.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "1": (
        "target_this_year",
        "target_next_year",
        "unrecorded",
        "unrecorded_why",
        "narrative",
        "barriers",
        "senior_lead",
        "senior_lead_role",
        "reported_to",
        "reported_how_often",
        "resource",
        "training_done",
        "training_planned",
    ),
}


def digest(signed: ReturnVersion) -> str:
    """SHA-256, in hexadecimal, of everything that was signed: whose, of when, content, figures and their definition.

    A definition that nobody knows was written past the program: it is sealed like any other, and does not fit.
    """
    names = (*SIGNED, *ANSWERS.get(signed.definition, ANSWERS[DEFINITION]))
    told = {name: getattr(signed, name) for name in names} | {"return": signed.quarterly_return_id}
    text = json.dumps(told, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def wrong(signed: ReturnVersion, told: Collection[str]) -> str:
    """What is wrong with it, in words; nothing when it is as it was signed.

    ``told``: the seals that the audit knows of its return and number. Rights and triggers refuse any change of a
    version; who runs the server can take those away and seal it anew, but not take back what the audit was told.
    """
    if digest(signed) != signed.digest:
        return "was changed after it was signed: its seal does not fit"
    if not told:
        return "was not signed in ehtrack: the audit knows nothing of it"
    if signed.digest not in told:
        return "was changed and sealed anew: the audit has another seal"
    return "" if len(told) == 1 else "stands in place of another that was signed under its number and is missing"
