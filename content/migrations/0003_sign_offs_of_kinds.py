
import common.text.translated_text
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# What was signed were treatment pages.
CARRY_OVER = """
update content_reviewreminder set object_id = treatment_id;
update content_signoff signed set
    object_id = treatment_id,
    title = coalesce(
        (select title from content_treatmentcontent where id = signed.content_id),
        (select slug from content_treatment where id = signed.treatment_id)
    ),
    version_id = (
        select version.id from djangocms_versioning_version version
        join django_content_type kind on kind.id = version.content_type_id
        where (kind.app_label, kind.model) = ('content', 'treatmentcontent') and version.object_id = signed.content_id
    );
set constraints all immediate;
set constraints all deferred;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0002_signs_of_urgency_are_rows'),
        ('djangocms_versioning', '0018_fix_typo'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='reviewreminder',
            name='review_reminder_once',
        ),
        migrations.AddField(
            model_name='clinician',
            name='role',
            field=common.text.translated_text.TranslatedTextField(blank=True, default=common.text.translated_text.TranslatedText, help_text='What patients read below “Checked by”, like: Consultant neurologist', max_length=120, multiline=False, verbose_name='role'),
        ),
        migrations.AddField(
            model_name='reviewreminder',
            name='kind',
            field=models.CharField(default='treatment', max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='reviewreminder',
            name='object_id',
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='signoff',
            name='by_role',
            field=common.text.translated_text.TranslatedTextField(blank=True, default=common.text.translated_text.TranslatedText, max_length=120, multiline=False),
        ),
        migrations.AddField(
            model_name='signoff',
            name='kind',
            field=models.CharField(default='treatment', max_length=20, verbose_name='kind'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='signoff',
            name='object_id',
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='signoff',
            name='title',
            field=models.CharField(default='', max_length=200, verbose_name='title'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='signoff',
            name='version',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sign_offs', to='djangocms_versioning.version'),
        ),
        migrations.AlterField(
            model_name='signoff',
            name='language',
            field=models.CharField(max_length=5, verbose_name='language'),
        ),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name='reviewreminder',
            name='treatment',
        ),
        migrations.RemoveField(
            model_name='signoff',
            name='content',
        ),
        migrations.RemoveField(
            model_name='signoff',
            name='treatment',
        ),
        migrations.AddIndex(
            model_name='signoff',
            index=models.Index(fields=['kind', 'object_id', 'language'], name='sign_offs_of_one_page'),
        ),
        migrations.AddConstraint(
            model_name='reviewreminder',
            constraint=models.UniqueConstraint(fields=('kind', 'object_id', 'language', 'next_review', 'days_left'), name='review_reminder_once'),
        ),
    ]
