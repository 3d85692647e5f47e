import pghistory
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Concat, Upper

from agencies.models import Agency
from ehtrack.lib.models import Record

APOSTROPHES = "'\u2019\u2018\u02bc`"


def names_to_search(prefix: str = "") -> Func:
    """All names of a child in capitals and without apostrophes: O'Brien is found as OBrien too, and the other way."""
    spaced = Concat(f"{prefix}forename", Value(" "), f"{prefix}surname", Value(" "), f"{prefix}also_known_as")
    return Func(Upper(spaced), Value(APOSTROPHES), Value(""), function="translate", output_field=TextField())


def words_to_search(text: str) -> list[str]:
    """What was typed, as it stands in ``names_to_search``; also "Surname, forename"."""
    bare = text.upper().translate(str.maketrans("", "", APOSTROPHES))
    return bare.replace(",", " ").split()


class Sex(models.TextChoices):
    MALE = "M", "Male"
    FEMALE = "F", "Female"
    NOT_STATED = "U", "Not stated or recorded"
    INDETERMINATE = "I", "Neither"


class Ethnicity(models.TextChoices):
    """DfE four-letter codes."""

    WBRI = "WBRI", "White British"
    WIRI = "WIRI", "White Irish"
    WIRT = "WIRT", "Traveller of Irish heritage"
    WOTH = "WOTH", "Any other White background"
    WROM = "WROM", "Gypsy or Roma"
    MWBC = "MWBC", "White and Black Caribbean"
    MWBA = "MWBA", "White and Black African"
    MWAS = "MWAS", "White and Asian"
    MOTH = "MOTH", "Any other mixed background"
    AIND = "AIND", "Indian"
    APKN = "APKN", "Pakistani"
    ABAN = "ABAN", "Bangladeshi"
    AOTH = "AOTH", "Any other Asian background"
    BCRB = "BCRB", "Black Caribbean"
    BAFR = "BAFR", "Black African"
    BOTH = "BOTH", "Any other Black background"
    CHNE = "CHNE", "Chinese"
    OOTH = "OOTH", "Any other ethnic group"
    REFU = "REFU", "Refused"
    NOBT = "NOBT", "Information not yet obtained"


class ChildQuerySet(models.QuerySet["Child"]):
    def records(self) -> "ChildQuerySet":
        """Children as people know them: those merged into another are left out."""
        return self.filter(merged_into=None)


@pghistory.track(
    pghistory.UpdateEvent(label="before_update", row=pghistory.Old),
    pghistory.DeleteEvent(label="before_delete"),
    model_name="ChildHistory",
    level=pghistory.Statement,
)
class Child(Record):
    """A child, born or unborn. Without names it is known by a reference only ("details awaited").

    ``merged_into`` points to the record that stands for the same child; links are never rewritten, so that clearing it
    undoes the merge. ``reference`` is unique within its ``source``, the system that it came from.
    """

    source = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=100, blank=True)
    forename = models.CharField(max_length=100, blank=True)
    surname = models.CharField(max_length=100, blank=True)
    also_known_as = models.CharField(max_length=200, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    expected_date_of_birth = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    ethnicity = models.CharField(max_length=4, choices=Ethnicity, blank=True)
    nhs_number = models.CharField("NHS number", max_length=10, blank=True)
    upn = models.CharField("UPN", max_length=13, blank=True)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    school = models.CharField("school or setting", max_length=200, blank=True)
    first_language = models.CharField(max_length=60, blank=True)
    interpreter_needed = models.BooleanField(default=False)
    protected = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    created_by_agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = ChildQuerySet.as_manager()

    class Meta:
        ordering = ["surname", "forename", "id"]
        verbose_name_plural = "children"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "reference"], condition=~Q(reference=""), name="child_reference_once_per_source"
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="child_not_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(nhs_number="") | Q(nhs_number__regex=r"^\d{10}$"), name="child_nhs_number_has_ten_digits"
            ),
            models.CheckConstraint(condition=Q(sex="") | Q(sex__in=Sex.values), name="child_known_sex"),
            models.CheckConstraint(
                condition=Q(ethnicity="") | Q(ethnicity__in=Ethnicity.values), name="child_known_ethnicity"
            ),
        ]
        indexes = [
            models.Index(fields=["merged_into"], condition=~Q(merged_into=None), name="child_merged"),
            models.Index(fields=["date_of_birth", "surname"], name="child_by_birth_date"),
            models.Index(fields=["id"], condition=Q(protected=True), name="child_protected"),
            models.Index(fields=["nhs_number"], condition=~Q(nhs_number=""), name="child_by_nhs_number"),
            models.Index(
                fields=["expected_date_of_birth"],
                condition=~Q(expected_date_of_birth=None),
                name="child_by_expected_date",
            ),
            GinIndex(
                OpClass(Upper("surname"), "gin_trgm_ops"),
                OpClass(Upper("forename"), "gin_trgm_ops"),
                name="child_names_trigram",
            ),
            GinIndex(OpClass(names_to_search(), "gin_trgm_ops"), name="child_names_to_search"),
            models.Index(
                Func("surname", function="dmetaphone"), Func("forename", function="dmetaphone"), name="child_by_sound"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def name(self) -> str:
        return f"{self.forename} {self.surname}".strip()


class Family(Record):
    """The people around one or more children, across households."""

    source = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name_plural = "families"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "reference"], condition=~Q(reference=""), name="family_reference_once_per_source"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class FamilyMember(Record):
    """A child of a family, or an adult who matters to it. A child can belong to two families."""

    family = models.ForeignKey(Family, models.CASCADE, related_name="members")
    child = models.ForeignKey(Child, models.PROTECT, null=True, blank=True, related_name="family_memberships")
    adult_name = models.CharField(max_length=200, blank=True)
    relationship = models.CharField(max_length=100, blank=True)
    has_parental_responsibility = models.BooleanField(null=True, blank=True)
    lives_with_family = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["family", "child"], name="family_member_child_once"),
            models.CheckConstraint(
                condition=Q(child=None) ^ Q(adult_name=""), name="family_member_is_a_child_or_an_adult"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
