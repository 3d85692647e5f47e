"""What in running text could tell who somebody is."""

import pytest

from ehtrack.lib.identifiers import mentioned_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NHS 943 476 5919, please", ["an NHS number"]),
        ("9434765919", ["an NHS number"]),
        ("943-476-5919", ["an NHS number"]),
        ("943 476 5918, with a wrong last digit", ["an NHS number"]),
        ("94 34 76 59 19", ["an NHS number"]),
        ("12 and 9434765919", ["an NHS number"]),
        ("UPN H801200001001.", ["a UPN"]),
        ("upn h80120000100a", ["a UPN"]),
        ("write to sam@example.org", ["an email address"]),
        ("lives in OX1 1ND", ["a postcode"]),
        ("lives in ox11nd", ["a postcode"]),
        ("W1A 1AA", ["a postcode"]),
        ("sam@example.org, SW1A 2AA", ["an email address", "a postcode"]),
    ],
)
def test_what_tells_who_somebody_is_is_found(text, found):
    assert mentioned_in(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Offer an S&N, and a TAF of school and health visitor within 6 weeks.",
        "Ring 01865 815229, or the MASH on 0345 050 7666.",
        "Reviewed on 2026-03-15 and 10 more times",
        "A Year 9 boy, Y9 1st term; KS2 3rd group; 2 at home",
        "Level 3 in 2025-26: 5000 families, 12345678901234 is no number of ours",
    ],
)
def test_ordinary_advice_tells_nobody(text):
    assert mentioned_in(text) == []
