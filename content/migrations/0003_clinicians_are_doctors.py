"""Whose leave counts when a review waits for a clinician."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0002_database_rules'),
        ('directory', '0002_database_rules'),
    ]

    operations = [
        migrations.AddField(
            model_name='clinician',
            name='doctor',
            field=models.OneToOneField(blank=True, help_text='In the directory: while this doctor is on leave, reviews go to a colleague, too.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.doctor', verbose_name='doctor'),
        ),
    ]
