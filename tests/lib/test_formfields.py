from datetime import date

import pytest
from django import forms
from django.http import QueryDict

from ehtrack.lib import formfields

TODAY = date(2024, 3, 12)


class BornForm(formfields.Form):
    born = formfields.DateField(label="Date of birth", latest="yesterday")


class MetForm(formfields.Form):
    met = formfields.DateField(
        label="When did you meet?", noun="Meeting date", latest="today", earliest=date(2020, 4, 1)
    )


def bound(form_class: type[formfields.Form], query: str) -> formfields.Form:
    form = form_class(QueryDict(query))
    for field in form.fields.values():
        field.today = TODAY
    return form


def typed(day: str, month: str, year: str) -> formfields.Form:
    return bound(BornForm, f"born_day={day}&born_month={month}&born_year={year}")


@pytest.mark.parametrize(
    ("day", "month", "year"),
    [
        ("7", "3", "2016"),
        ("07", "03", "2016"),
        (" 7 ", " March ", "2016"),
        ("7", "mar", "2016"),
        ("7", "MARCH", "2016"),
    ],
)
def test_a_date_is_read_however_the_month_is_written(day: str, month: str, year: str) -> None:
    form = typed(day, month, year)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == date(2016, 3, 7)


@pytest.mark.parametrize(
    ("day", "month", "year", "message", "wrong"),
    [
        ("", "", "", "Enter the date of birth", ()),
        ("7", "", "2016", "Date of birth must include a month", ("month",)),
        ("", "", "2016", "Date of birth must include a day and month", ("day", "month")),
        ("7", "3", "", "Date of birth must include a year", ("year",)),
        ("31", "2", "2016", "Date of birth must be a real date", ("day",)),
        ("7", "13", "2016", "Date of birth must be a real date", ("month",)),
        ("7", "0", "2016", "Date of birth must be a real date", ("month",)),
        ("x", "3", "2016", "Date of birth must be a real date", ("day",)),
        ("7", "m", "2016", "Date of birth must be a real date", ("month",)),
        ("7", "3", "16", "Date of birth must have a year of 4 numbers", ("year",)),
        ("7", "3", "0000", "Date of birth must be a real date", ("day",)),
        ("7", "3", "٢٠١٦", "Date of birth must have a year of 4 numbers", ("year",)),
        ("9" * 30, "3", "2016", "Date of birth must be a real date", ("day",)),
        ("7", "9" * 5000, "2016", "Date of birth must be a real date", ("month",)),
        ("²", "3", "2016", "Date of birth must be a real date", ("day",)),
        ("12", "3", "2024", "Date of birth must be in the past", ()),
    ],
)
def test_a_wrong_date_says_what_to_put_right(day: str, month: str, year: str, message: str, wrong: tuple) -> None:
    form = typed(day, month, year)

    assert form.errors == {"born": [message]}
    assert form.fields["born"].widget.wrong == wrong


def test_what_was_typed_stays_in_its_boxes() -> None:
    assert typed("7", "", "2016")["born"].value() == ["7", "", "2016"]


def test_an_earlier_mistake_does_not_mark_the_boxes_of_the_next_answer() -> None:
    field = formfields.DateField(label="Date of birth")

    with pytest.raises(forms.ValidationError):
        field.clean(["7", "", "2016"])
    field.clean(["7", "3", "2016"])

    assert field.widget.wrong == ()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("2024-03-13", "Meeting date must be today or in the past"),
        ("2020-03-31", "Meeting date must be 1 April 2020 or later"),
    ],
)
def test_a_date_out_of_bounds_is_refused_in_the_words_of_the_noun(given: str, message: str) -> None:
    assert bound(MetForm, f"met={given}").errors == {"met": [message]}


@pytest.mark.parametrize("given", ["2024-03-12", "2020-04-01"])
def test_the_bounds_themselves_are_allowed_and_a_link_can_carry_a_date(given: str) -> None:
    form = bound(MetForm, f"met={given}")

    assert form.is_valid()
    assert form.cleaned_data["met"] == date.fromisoformat(given)


def test_nonsense_in_a_link_is_an_error_and_not_a_crash() -> None:
    assert not bound(MetForm, "met=yesterday").is_valid()
    assert not bound(MetForm, "met=1-2-3-4").is_valid()


def test_an_optional_date_may_be_left_empty() -> None:
    assert formfields.DateField(required=False).clean(["", "", ""]) is None


def test_a_date_shown_from_a_record_stands_in_the_boxes() -> None:
    boxes = formfields.DateInput().boxes(date(2016, 3, 7), wrong=False)

    assert [box["value"] for box in boxes] == ["7", "3", "2016"]


@pytest.mark.parametrize(
    ("data", "changed"), [(["7", "3", "2016"], False), (["8", "3", "2016"], True), (["8", "", ""], True)]
)
def test_a_date_has_changed_when_it_is_another_day(data: list[str], changed: bool) -> None:
    assert formfields.DateField().has_changed(date(2016, 3, 7), data) is changed


class WordsForm(formfields.Form):
    name = forms.CharField(label="Child's name", max_length=5)
    taf_lead = forms.CharField(label="TAF lead")
    level = forms.ChoiceField(label="Level of need", choices=[("2", "Early help")])
    score = forms.IntegerField(label="Score", min_value=0, max_value=1_000)
    email = forms.EmailField(label="Email address", required=False)
    code = forms.SlugField(label="Code", required=False)
    own = forms.CharField(label="Why?", error_messages={"required": "Say why"})


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            {},
            {
                "name": ["Enter the child's name"],
                "taf_lead": ["Enter the TAF lead"],
                "level": ["Select the level of need"],
                "score": ["Enter the score"],
                "own": ["Say why"],
            },
        ),
        (
            {"name": "Amelia", "taf_lead": "x", "level": "2", "score": "1001", "own": "x"},
            {"name": ["Child's name must be 5 characters or less"], "score": ["Score must be 1,000 or less"]},
        ),
        (
            {"name": "Amy", "taf_lead": "x", "level": "2", "score": "1", "own": "x", "email": "a", "code": "a b"},
            {
                "email": ["Email address must be in the right form, like name@example.org"],
                "code": ["Code must be letters, numbers and hyphens only, without spaces"],
            },
        ),
        (
            {"name": "Amy", "taf_lead": "x", "level": "2", "score": "many", "own": "x"},
            {"score": ["Score must be a whole number"]},
        ),
    ],
)
def test_errors_say_how_to_put_it_right(data: dict, expected: dict) -> None:
    assert WordsForm(data).errors == expected


@pytest.mark.parametrize(
    ("noun", "words"),
    [
        ("Reason", "the reason"),
        ("Your full name", "your full name"),
        ("Which S&Ns count", "which S&Ns count"),
        ("What the referrer was told", "what the referrer was told"),
        ("TAF lead", "the TAF lead"),
    ],
)
def test_a_message_names_what_is_missing_with_its_article(noun, words):
    assert formfields.with_article(noun) == words


def test_a_field_that_a_form_adds_for_itself_gets_its_words_too():
    form = formfields.Form({})
    form.fields["group"] = forms.ChoiceField(choices=[("a", "A")])

    assert form.errors == {"group": ["Select the group"]}
