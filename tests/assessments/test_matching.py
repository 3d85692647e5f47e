import re
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from assessments import matching
from assessments.matching import Candidate, ChildDetails
from tests import factories

BORN = date(2015, 3, 12)


@pytest.fixture
def amelia():
    return factories.child("Amelia", "Whitfield", date_of_birth=BORN, nhs_number="9434765919", postcode="OX1 1ND")


def found(**typed):
    return [match.child_id for match in matching.near_matches(ChildDetails(**typed))]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        {"forename": "Amelia", "surname": "Whitfield", "date_of_birth": BORN},
        {"forename": "amelia", "surname": "WHITFIELD", "date_of_birth": BORN},
        {"forename": "Amelia", "surname": "Witfield", "date_of_birth": BORN},
        {"forename": "Amilia", "surname": "Whitefield", "date_of_birth": BORN},
        {"forename": "Whitfield", "surname": "Amelia", "date_of_birth": BORN},
        {"forename": "Amelia", "surname": "Whitfield", "date_of_birth": date(2015, 12, 3)},
        {"forename": "Amelia", "surname": "Whitfield", "date_of_birth": date(2015, 3, 21)},
        {"forename": "Amelia", "surname": "Whitfield", "date_of_birth": date(2015, 3, 13)},
        {"forename": "Amelia", "surname": "Whitfield", "date_of_birth": date(2014, 3, 12)},
        {"forename": "Amelia", "surname": "Whitfield", "date_of_birth": date(2051, 3, 12)},
        {"forename": "Amelia", "surname": "Whitfield"},
        {"forename": "Amelia", "surname": "Okafor", "date_of_birth": BORN, "postcode": "OX1 1ND"},
        {"forename": "Amelia", "surname": "Whitfield", "date_of_birth": date(2011, 9, 30), "postcode": "OX1 1ND"},
        {"forename": "Amelia", "surname": "Jones", "nhs_number": "9434765919"},
        {"forename": "Millie", "surname": "Jones", "nhs_number": "9434765919", "date_of_birth": BORN},
    ],
    ids=str,
)
def test_a_child_is_found_in_spite_of_slips(amelia, typed):
    assert found(**typed) == [amelia.pk]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        {"forename": "Amelia", "surname": "Whitfield", "date_of_birth": date(2009, 7, 30)},
        {"forename": "Amelia", "surname": "Okafor", "date_of_birth": BORN},
        {"forename": "Zachary", "surname": "Whitfield", "date_of_birth": BORN},
        {"forename": "Zachary", "surname": "Okafor", "date_of_birth": BORN, "postcode": "OX1 1ND"},
        {"forename": "Emily", "surname": "Whitlock"},
        {"forename": "Amelia", "surname": "Whitfield", "expected_date_of_birth": date(2026, 1, 5)},
    ],
    ids=str,
)
def test_another_child_is_not_a_match(amelia, typed):
    assert found(**typed) == []


@pytest.mark.django_db
def test_an_unborn_child_is_found_by_surname_and_expected_date_before_and_after_birth():
    unborn = factories.child("", "Abernathy", date_of_birth=None, expected_date_of_birth=date(2024, 6, 1))

    assert found(forename="", surname="Abernathy", expected_date_of_birth=date(2024, 6, 20)) == [unborn.pk]
    assert found(forename="Iris", surname="Abernathy", date_of_birth=date(2024, 5, 25)) == [unborn.pk]
    assert found(forename="Iris", surname="Abernathy", date_of_birth=date(2024, 2, 25)) == []
    unborn.forename = "Iris"
    unborn.save()
    assert found(forename="Iris", surname="Abernathy", date_of_birth=date(2024, 5, 25)) == [unborn.pk]


@pytest.mark.django_db
@pytest.mark.parametrize("born", [None, date(2009, 7, 30)])
def test_an_equal_nhs_number_alone_is_no_match(amelia, born):
    assert found(forename="Millie", surname="Jones", date_of_birth=born, nhs_number="9434765919") == []
    assert found(forename="", surname="Jones", date_of_birth=born, nhs_number="9434765919") == []


@pytest.mark.django_db
def test_a_protected_child_is_in_no_match(amelia):
    amelia.protected = True
    amelia.save()

    assert found(forename="Amelia", surname="Whitfield", date_of_birth=BORN, nhs_number="9434765919") == []


@pytest.mark.django_db
def test_a_merged_record_leads_to_the_one_that_stands_for_it_and_hides_with_it(amelia):
    keep = factories.child("Amelia", "Stone", date_of_birth=date(2001, 1, 1))
    amelia.merged_into = keep
    amelia.save()
    typed = {"forename": "Amelia", "surname": "Whitfield", "date_of_birth": BORN}

    assert found(**typed) == [keep.pk]
    keep.protected = True
    keep.save()
    assert found(**typed) == []


@pytest.mark.django_db
@pytest.mark.parametrize("marked", range(3))
def test_a_child_protected_on_any_record_of_a_chain_of_merges_is_in_no_match(marked):
    last = factories.child("Amelia", "Whitfield", date_of_birth=BORN)
    middle = factories.child("Amelia", "Whitfield", date_of_birth=BORN, merged_into=last)
    first = factories.child("Amelia", "Whitfield", date_of_birth=BORN, merged_into=middle)
    typed = {"forename": "Amelia", "surname": "Whitfield", "date_of_birth": BORN}
    assert found(**typed) == [last.pk]

    record = (first, middle, last)[marked]
    record.protected = True
    record.save()

    assert found(**typed) == []


@pytest.mark.django_db
def test_the_best_match_comes_first_and_five_are_the_most():
    others = [factories.child("Jack", "Brown", date_of_birth=date(2014, 5, 2)) for _ in range(6)]
    exact = factories.child("Jack", "Brown", date_of_birth=date(2014, 2, 5))

    result = found(forename="Jack", surname="Brown", date_of_birth=date(2014, 2, 5))

    assert result[0] == exact.pk
    assert len(result) == 5
    assert set(result[1:]) <= {child.pk for child in others}


@pytest.mark.django_db
def test_a_match_says_only_what_agrees_with_the_typed_details(amelia):
    [match] = matching.near_matches(
        ChildDetails(forename="Amelia", surname="Witfield", date_of_birth=BORN, postcode="OX1 1ND")
    )

    assert match.agrees == ("a similar name", "the same birth date", "the same postcode")


def test_the_less_is_known_of_dates_the_more_alike_names_must_be():
    alike = {"forename": 0.5, "surname": 0.6, "swapped_forename": 0.0, "swapped_surname": 0.0, "sounds_alike": False}
    rest = {"same_nhs_number": False, "same_postcode": False, "same_name": False}
    typed = ChildDetails("Robin", "Example", date_of_birth=BORN)

    with_date = Candidate(uuid4(), **alike, dates="same", **rest)
    without = Candidate(uuid4(), **alike, dates="unknown", **rest)

    assert matching.judge(typed, with_date)
    assert matching.judge(typed, without) is None


@pytest.mark.parametrize(
    ("day", "variant"),
    [
        (date(2015, 3, 12), date(2015, 12, 3)),
        (date(2015, 3, 12), date(2015, 3, 21)),
        (date(2015, 3, 31), date(2015, 2, 28)),
        (date(2016, 2, 29), date(2015, 2, 28)),
        (date(2015, 1, 1), date(2014, 12, 31)),
        (date(2013, 1, 1), date(2031, 1, 1)),
    ],
)
def test_birth_dates_that_are_easily_confused(day, variant):
    assert variant in matching.birth_date_variants(day)


@pytest.mark.django_db
def test_every_way_to_find_candidates_has_its_index():
    typed = {
        "typed_forename": "'Amelia'",
        "typed_surname": "'Whitfield'",
        "typed_born": "date '2015-03-12'",
        "typed_expected": "NULL::date",
        "close_dates": "ARRAY[date '2015-03-12']",
        "typed_nhs_number": "'9434765919'",
        "typed_postcode": "''",
    }

    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'ehtrack_child_candidates'")
        query = cursor.fetchone()[0]
        for name, value in typed.items():
            query = re.sub(rf"\b{name}\b", value, query)
        for scan in ("seqscan", "indexscan"):  # a few rows would be read whole; hundreds of thousands are not
            cursor.execute(f"SET LOCAL enable_{scan} = off")
        cursor.execute(f"EXPLAIN {query}")
        plan = "\n".join(row[0] for row in cursor.fetchall())

    for index in ("nhs_number", "birth_date", "sound", "expected_date"):
        assert f"child_by_{index}" in plan
    assert plan.count("child_names_trigram") >= 2
