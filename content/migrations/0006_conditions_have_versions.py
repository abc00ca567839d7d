"""The words of a condition get versions in each language, as those of a treatment have."""

import common.sort_fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0005_earlier_words'),
        ('djangocms_versioning', '0018_fix_typo'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConditionContent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('en', 'English'), ('ml', 'മലയാളം'), ('hi', 'हिन्दी'), ('ar', 'العربية')], max_length=5, verbose_name='language')),
                ('last_reviewed', models.DateField(blank=True, null=True, verbose_name='last reviewed')),
                ('next_review', models.DateField(blank=True, null=True, verbose_name='next review due')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('explanation', models.TextField(blank=True, help_text='In a translation, an empty one means that patients read the English one, marked as English.', max_length=2000, verbose_name='explanation in plain words')),
                ('urgent_not_applicable', models.CharField(blank=True, max_length=300, verbose_name='why there are no such signs')),
                ('sort_key', common.sort_fields.TitleSortKeyField(db_index=True, default='', editable=False, max_length=400)),
            ],
            options={
                'verbose_name': 'condition page',
                'verbose_name_plural': 'condition pages',
                'permissions': [('publish_conditioncontent', 'Can publish condition pages'), ('sign_off_conditioncontent', 'Can sign off condition pages as a clinician')],
            },
        ),
        migrations.CreateModel(
            name='ConditionReference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('publisher', models.CharField(blank=True, max_length=200, verbose_name='publisher')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='link')),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year')),
            ],
            options={
                'verbose_name': 'reference',
                'verbose_name_plural': 'references',
                'ordering': ['order', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ConditionSign',
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
        migrations.AddField(
            model_name='conditioncontent',
            name='condition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contents', to='content.condition'),
        ),
        migrations.AddField(
            model_name='conditioncontent',
            name='translated_from',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='djangocms_versioning.version'),
        ),
        migrations.AddField(
            model_name='conditionreference',
            name='content',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='references', to='content.conditioncontent'),
        ),
        migrations.AddField(
            model_name='conditionsign',
            name='content',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signs', to='content.conditioncontent'),
        ),
        migrations.AddConstraint(
            model_name='conditioncontent',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['en', 'ml', 'hi', 'ar'])), name='condition_content_language_is_ours'),
        ),
        migrations.AddConstraint(
            model_name='conditioncontent',
            constraint=models.CheckConstraint(condition=models.Q(('name__regex', '\\S')), name='condition_content_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='conditioncontent',
            constraint=models.CheckConstraint(condition=models.Q(('last_reviewed__isnull', True), ('next_review__isnull', True), ('next_review__gt', models.F('last_reviewed')), _connector='OR'), name='condition_content_reviewed_before_next_review', violation_error_message='The next review must come after the last one.'),
        ),
        migrations.AddConstraint(
            model_name='conditionreference',
            constraint=models.CheckConstraint(condition=models.Q(('url', ''), ('url__regex', '^https?://'), _connector='OR'), name='conditionreference_link_is_http'),
        ),
        migrations.AddConstraint(
            model_name='conditionsign',
            constraint=models.CheckConstraint(condition=models.Q(('text__regex', '\\S')), name='conditionsign_says_something'),
        ),
        migrations.AddConstraint(
            model_name='conditionsign',
            constraint=models.CheckConstraint(condition=models.Q(('moment__in', ['before_booking', 'after_treatment', 'any_time']), ('tier__in', ['emergency', 'call_today', 'at_visit'])), name='conditionsign_tier_and_moment_are_known'),
        ),
    ]
