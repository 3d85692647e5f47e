import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The policy on contacts asks for the agency that is to help early: without it in an index, counting an agency's
    contacts read each row of the table."""

    dependencies = [("assessments", "0028_contacts_asked_of")]

    operations = [
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["source_agency", "early_help_agency"], name="contact_of_agency"),
        ),
        migrations.AlterField(
            model_name="contact",
            name="source_agency",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contacts",
                to="agencies.agency",
            ),
        ),
    ]
