"""Signs that need help at once become rows of a version, each with how soon and when."""

import django.db.models.deletion
from django.db import migrations, models

# The checks at once: rows with checks still to come would keep the tables from being altered.
LINES_BECOME_ROWS = r"""
set constraints all immediate;
insert into content_treatmentsign (content_id, "order", text, tier, moment)
select id, place - 1, trim(both E' \t-•*' from line), 'emergency', 'any_time'
from content_treatmentcontent, regexp_split_to_table(urgent_signs, E'\r\n|\r|\n') with ordinality as lines (line, place)
where trim(both E' \t-•*' from line) <> '';
set constraints all deferred;
"""
ROWS_BECOME_LINES = r"""
update content_treatmentcontent as page set urgent_signs = signs.lines from (
    select content_id, string_agg(text, E'\n' order by "order", id) as lines from content_treatmentsign group by content_id
) as signs where page.id = signs.content_id;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='TreatmentSign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('text', models.CharField(max_length=500, verbose_name='sign')),
                ('tier', models.CharField(choices=[('emergency', 'Emergency now'), ('call_today', 'Call us today'), ('at_visit', 'Tell us at the visit')], default='emergency', max_length=20, verbose_name='how soon')),
                ('moment', models.CharField(choices=[('before_booking', 'Before booking'), ('after_treatment', 'After the treatment'), ('any_time', 'At any time')], default='any_time', max_length=20, verbose_name='when')),
            ],
            options={
                'verbose_name': 'sign that needs help at once',
                'verbose_name_plural': 'signs that need help at once',
                'ordering': ['order', 'pk'],
                'abstract': False,
            },
        ),
        migrations.RemoveConstraint(
            model_name='treatmentreference',
            name='treatment_reference_link_is_http',
        ),
        migrations.AddConstraint(
            model_name='treatmentreference',
            constraint=models.CheckConstraint(condition=models.Q(('url', ''), ('url__regex', '^https?://'), _connector='OR'), name='treatmentreference_link_is_http'),
        ),
        migrations.AddField(
            model_name='treatmentsign',
            name='content',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signs', to='content.treatmentcontent'),
        ),
        migrations.AddConstraint(
            model_name='treatmentsign',
            constraint=models.CheckConstraint(condition=models.Q(('text__regex', '\\S')), name='treatmentsign_says_something'),
        ),
        migrations.AddConstraint(
            model_name='treatmentsign',
            constraint=models.CheckConstraint(condition=models.Q(('moment__in', ['before_booking', 'after_treatment', 'any_time']), ('tier__in', ['emergency', 'call_today', 'at_visit'])), name='treatmentsign_tier_and_moment_are_known'),
        ),
        migrations.RunSQL(LINES_BECOME_ROWS, ROWS_BECOME_LINES),
        migrations.RemoveField(
            model_name='treatmentcontent',
            name='urgent_signs',
        ),
    ]
