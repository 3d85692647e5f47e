from datetime import date

import pytest
from django.db import connection, models

from assessments import facts
from tests import factories

FACTS = [
    facts.AssessmentFact,
    facts.AssessmentChildFact,
    facts.ContactFact,
    facts.ContactChildFact,
    facts.MeetingFact,
    facts.PlanFact,
    facts.TafFact,
]
CODES = {"attendance", "closure_reason", "priority", "outcome", "type", "category"}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.__name__)
def test_the_window_has_no_column_for_a_name_or_a_text(fact):
    texts = {
        field.name
        for field in fact._meta.local_concrete_fields
        if isinstance(field, models.CharField | models.TextField)
    }

    assert texts <= CODES


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.__name__)
def test_every_column_of_the_view_is_declared(fact):
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, fact._meta.db_table)

    declared = {field.column for field in fact._meta.local_concrete_fields if field.column}
    assert {column.name for column in described} == declared


def test_a_code_column_holds_nothing_but_its_choices():
    school = factories.agency()
    factories.contact(school, priority="red", referrer_name="Canary Surname", concern="canary text")

    row = facts.ContactFact.objects.get()

    assert row.priority in facts.PRIORITIES
    assert "canary" not in str(vars(row)).lower()


def test_only_completed_and_closed_assessments_count():
    school = factories.agency()
    counted = factories.assessment(school, completed_on=date(2022, 10, 10))
    factories.assessment(school, status="draft")

    assert [fact.id for fact in facts.AssessmentFact.objects.all()] == [counted.pk]


def test_children_of_a_record_are_counted_as_the_one_that_stands_for_them():
    first, second, third = factories.child(), factories.child(), factories.child()
    second.merged_into = third
    second.save()
    first.merged_into = second
    first.save()
    assessment = factories.assessment(factories.agency(), children=[first])

    row = facts.AssessmentChildFact.objects.get(assessment_id=assessment.pk)

    assert row.child_id == third.pk
