import re

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.template import Context, Template

from ehtrack.lib import formfields

CHOICES = [("2", "Early help"), ("3", "Targeted")]


class EveryField(formfields.Form):
    name = forms.CharField(label="Name", help_text="As on papers", widget=formfields.Text(width=20))
    born = formfields.DateField(label="Date of birth", help_text="For example, 27 3 2016")
    level = forms.ChoiceField(label="Level", choices=CHOICES, widget=formfields.Radios(hints={"3": "A team"}))
    needs = forms.MultipleChoiceField(label="Needs", choices=CHOICES, widget=formfields.Checkboxes)
    agreed = forms.BooleanField(label="Agreed", error_messages={"required": "Confirm the agreement"})
    story = forms.CharField(label="Story", widget=forms.Textarea, max_length=20)
    notes = forms.CharField(label="Notes", widget=forms.Textarea, required=False)
    score = forms.IntegerField(label="Score", widget=formfields.WholeNumber(width=2, prefix="about", suffix="of 10"))
    agency = forms.ChoiceField(label="Agency", choices=[("", "Choose"), ("1", "A school")])
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    file = forms.FileField(label="File")
    token = forms.CharField(widget=forms.HiddenInput)


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def fields(form: forms.BaseForm) -> str:
    return render("{% govuk_form form %}", form=form)


def ids(html: str) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', html)


@pytest.mark.parametrize("form", [EveryField(), EveryField({})], ids=["empty", "with errors"])
def test_everything_that_is_pointed_at_is_there_once(form: forms.Form) -> None:
    html = render("{% error_summary form %}{% govuk_form form %}", form=form)

    pointed = [*re.findall(r'\sfor="([^"]+)"', html), *re.findall(r'href="#([^"]+)"', html)]
    for described in re.findall(r'aria-describedby="([^"]+)"', html):
        pointed += described.split()

    assert len(ids(html)) == len(set(ids(html)))
    assert set(pointed) <= set(ids(html))


def test_each_line_of_the_summary_leads_to_the_first_control_of_its_field() -> None:
    html = render("{% error_summary form %}", form=EveryField({"born_day": "1", "born_year": "2016"}))

    assert re.findall(r'href="#(.*?)">(.*?)<', html) == [
        ("id_name", "Enter the name"),
        ("id_born_1", "Date of birth must include a month"),
        ("id_level_0", "Select the level"),
        ("id_needs_0", "Select the needs"),
        ("id_agreed", "Confirm the agreement"),
        ("id_story", "Enter the story"),
        ("id_score", "Enter the score"),
        ("id_agency", "Select the agency"),
        ("id_secret", "Enter the password"),
        ("id_file", "Select the file"),
    ]


def test_an_error_of_the_whole_form_or_of_a_hidden_field_stands_in_the_summary_without_a_link() -> None:
    class Refused(forms.Form):
        token = forms.CharField(widget=forms.HiddenInput)

        def clean(self) -> None:
            self.add_error(None, "Someone else changed this <record>")

    html = render("{% error_summary form %}", form=Refused({}))

    assert "<li>Someone else changed this &lt;record&gt;</li>" in html
    assert "<li>Enter the token</li>" in html


def test_hint_and_error_have_the_ids_that_the_control_names() -> None:
    html = fields(EveryField({}))

    assert 'id="id_name_helptext" class="govuk-hint">As on papers<' in html
    assert re.search(
        r'<input type="text" name="name" class="govuk-input govuk-input--width-20 govuk-input--error"', html
    )
    assert 'aria-describedby="id_name_helptext id_name_error"' in html


def test_choices_and_dates_are_fieldsets_with_their_question_as_legend() -> None:
    html = fields(EveryField())

    for field, legend in (("born", "Date of birth"), ("level", "Level"), ("needs", "Needs")):
        group = html[html.index(f'<fieldset class="govuk-fieldset" id="id_{field}"') :]
        assert re.search(r"<legend[^>]*>(.*?)</legend>", group).group(1) == legend  # type: ignore[union-attr]


def test_only_the_wrong_box_of_a_date_is_marked_and_what_was_typed_stays() -> None:
    html = fields(EveryField({"born_day": "31", "born_month": "2", "born_year": "2016"}))

    boxes = re.findall(
        r'<input class="govuk-input govuk-date-input__input([^"]*)"[^>]*name="(\w+)" value="(\w*)"', html
    )

    assert [(name, value, "error" in marks) for marks, name, value in boxes] == [
        ("born_day", "31", True),
        ("born_month", "2", False),
        ("born_year", "2016", False),
    ]


def test_chosen_options_are_checked_and_hints_stand_under_their_option() -> None:
    html = fields(EveryField({"level": "3", "needs": ["2", "3"]}))

    assert re.findall(r'type="(radio|checkbox)" id="(\w+)"[^>]*? checked', html) == [
        ("radio", "id_level_1"),
        ("checkbox", "id_needs_0"),
        ("checkbox", "id_needs_1"),
    ]
    assert '<div id="id_level_1_hint" class="govuk-hint govuk-radios__hint">A team</div>' in html


def test_a_text_area_with_a_limit_counts_and_does_not_cut() -> None:
    html = fields(EveryField())

    assert 'data-module="govuk-character-count" data-maxlength="20"' in html
    assert 'aria-describedby="id_story-info"' in html
    assert "maxlength=" not in html.replace("data-maxlength=", "")


def test_placeholders_of_other_packages_are_left_out() -> None:
    class Foreign(forms.Form):
        email = forms.EmailField(widget=forms.EmailInput(attrs={"placeholder": "Email", "autocomplete": "email"}))

    html = fields(Foreign())

    assert "placeholder" not in html
    assert 'autocomplete="email"' in html


def test_affixes_are_drawn_beside_the_box() -> None:
    html = fields(EveryField())

    assert '<div class="govuk-input__prefix" aria-hidden="true">about</div>' in html
    assert '<div class="govuk-input__suffix" aria-hidden="true">of 10</div>' in html


def test_an_optional_field_says_so_unless_the_whole_form_is_optional() -> None:
    assert "Notes (optional)" in fields(EveryField())
    assert "(optional)" not in render("{% govuk_form form optional=False %}", form=EveryField())


def test_what_people_typed_is_escaped_everywhere() -> None:
    html = fields(EveryField({"name": '"><script>', "story": "</textarea><script>", "born_day": '"><script>'}))

    assert "<script>" not in html


def test_a_form_of_another_package_gets_words_for_a_missing_answer() -> None:
    class Foreign(forms.Form):
        email = forms.EmailField(label="Email address")

    html = render("{% error_summary form %}{% govuk_form form %}", form=Foreign({}))

    assert html.count("Enter the email address") == 2
    assert "This field is required" not in html


def test_crispy_draws_the_whole_form_with_token_layout_and_button() -> None:
    form = EveryField()
    form.helper = FormHelper()
    form.helper.layout = Layout(Fieldset("About the child", "name", "born"), "token")
    form.helper.add_input(Submit("save", "Save"))

    html = render("{% load crispy_forms_tags %}{% crispy form %}", form=form, csrf_token="abc")

    assert re.search(r'<form\s+method="post" novalidate enctype="multipart/form-data">', html)
    assert 'name="csrfmiddlewaretoken" value="abc"' in html
    assert "About the child" in html
    assert '<input type="hidden" name="token"' in html
    assert 'name="save" value="Save">Save</button>' in html
    assert "Agency" not in html


def test_a_formset_is_drawn_with_its_management_form_and_its_errors_are_summed_up() -> None:
    class Child(formfields.Form):
        name = forms.CharField(label="Name")

    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-name": "Amy", "form-1-name": ""}
    formset = forms.formset_factory(Child, extra=0)(
        data, form_kwargs={"empty_permitted": False, "use_required_attribute": False}
    )

    html = render("{% error_summary formset %}{% govuk_form formset %}", formset=formset)

    assert 'name="form-TOTAL_FORMS"' in html
    assert re.findall(r'href="#(.*?)">(.*?)<', html) == [("id_form-1-name", "Enter the name")]
    assert 'value="Amy"' in html


def test_the_page_title_begins_with_error_only_when_there_is_one() -> None:
    assert render("{% error_prefix form %}", form=EveryField()) == ""
    assert render("{% error_prefix form missing %}", form=EveryField({})) == "Error: "
