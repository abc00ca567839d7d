"""Free pages and the home page: whoever wrote in a version does not put it live alone, on any way."""

import pytest
from cms.api import add_plugin
from cms.models import CMSPlugin, PageContent
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from djangocms_alias.models import Alias, Category
from djangocms_text.models import Text
from djangocms_versioning.constants import DRAFT, PUBLISHED
from djangocms_versioning.exceptions import ConditionFailed

from directory.two_person.acting import acting
from hospital_site import settings as site_settings
from site_pages.initial_pages import make_home_page, make_text_page
from site_pages.models import PageWriter
from site_pages.publishing import gate
from site_pages.publishing.gate import Kind
from tests import factories

pytestmark = pytest.mark.django_db


def with_roles(*roles, **fields):
    person = factories.staff(roles[0], **fields)
    person.groups.add(*Group.objects.filter(name__in=roles))
    return person


@pytest.fixture
def live(roles):
    """A published page that nobody of ours has written."""
    make_text_page(factories.staff("Editor"), "privacy")
    make_home_page(factories.staff("Editor"))
    return PageContent.objects.get(page__reverse_id="privacy", language="en")


@pytest.fixture
def draft(live, editor):
    """An editor began it and has changed nothing yet."""
    with acting(editor):
        return live.versions.get().copy(editor).content


def text_of(content):
    [placeholder] = content.get_placeholders()
    plugin = placeholder.get_plugins(content.language).get(plugin_type="TextPlugin")
    return plugin.get_plugin_instance()[0]


def write(content, words="<p>Other words.</p>"):
    text = text_of(content)
    text.body = words
    text.save()


def set_field(name, value):
    return lambda content: PageContent._original_manager.filter(pk=content.pk).update(**{name: value})


def move(content):
    plugin = text_of(content)
    CMSPlugin.objects.filter(pk=plugin.pk).update(position=plugin.position + 5)


WRITES = {
    "text": write,
    "new block": lambda content: add_plugin(content.get_placeholders()[0], "TextPlugin", "en", body="<p>More.</p>"),
    "block gone": lambda content: text_of(content).delete(),
    "block moved": move,
    "update of rows": lambda content: type(text_of(content)).objects.filter(pk=text_of(content).pk).update(body="x"),
    "title": set_field("title", "Other"),
    "title in the menu": set_field("menu_title", "Other"),
    "title of the tab": set_field("page_title", "Other"),
    "description": set_field("meta_description", "Other"),
    "template": set_field("template", "home.html"),
    "slug": set_field("slug", "other"),
    "leads elsewhere": set_field("redirect", "https://example.org/"),
    "in the menu": set_field("in_navigation", True),
}


def by_button(client, content, user):
    client.force_login(user)
    client.post(f"/admin/djangocms_versioning/pagecontentversion/{content.versions.get().pk}/publish/")


def by_service(client, content, user):
    try:
        content.versions.get().publish(user)
    except ConditionFailed:
        connection.needs_rollback = False


def is_published(content):
    return content.versions.get().state == PUBLISHED


PUBLISH = {"button": by_button, "service": by_service}


@pytest.mark.parametrize("way", PUBLISH)
@pytest.mark.parametrize("what", WRITES)
def test_whoever_wrote_anything_does_not_publish_alone(client, draft, what, way):
    both = with_roles("Editor", "Publisher")
    with acting(both):
        WRITES[what](draft)

    PUBLISH[way](client, draft, both)

    assert draft.versions.get().state == DRAFT


@pytest.mark.parametrize("way", PUBLISH)
@pytest.mark.parametrize("superuser", [True, False])
def test_whoever_began_the_version_does_not_publish_it_alone(client, live, way, superuser):
    both = with_roles("Editor", "Publisher", is_superuser=superuser)
    content = live.versions.get().copy(both).content

    PUBLISH[way](client, content, both)

    assert content.versions.get().state == DRAFT


@pytest.mark.parametrize("way", PUBLISH)
def test_a_second_person_publishes(client, draft, publisher, editor, way):
    with acting(editor):
        write(draft)

    PUBLISH[way](client, draft, publisher)

    assert is_published(draft)


def test_a_second_person_reads_it_and_then_the_author_may_publish(draft, publisher):
    both = with_roles("Editor", "Publisher")
    with acting(both):
        write(draft)
    gate.check(draft, Kind.SECOND_PERSON, by=publisher, seen=gate.fingerprint(draft))

    draft.versions.get().publish(both)

    assert is_published(draft)


@pytest.mark.parametrize(
    "what", sorted(WRITES.keys() - {"block moved"})
)  # there is one block: a reader sees no difference
def test_any_change_takes_back_what_was_read(draft, publisher, what):
    both = with_roles("Editor", "Publisher")
    with acting(both):
        write(draft, "<p>First.</p>")
        gate.check(draft, Kind.SECOND_PERSON, by=publisher, seen=gate.fingerprint(draft))
        WRITES[what](draft)
    content = PageContent._original_manager.get(pk=draft.pk)

    assert gate.blockers(content, both)


def test_what_nobody_answers_for_needs_two_other_people(draft, publisher):
    write(draft)  # in a shell
    assert PageWriter.objects.filter(content_id=draft.pk, by=None, way="").exists()

    assert gate.blockers(draft, publisher)
    gate.check(draft, Kind.SECOND_PERSON, by=publisher, seen=gate.fingerprint(draft))
    assert gate.blockers(draft, publisher)
    assert not gate.blockers(draft, factories.staff("Publisher"))


@pytest.mark.parametrize("role", ["Editor", "Clinician", "Manager", "Front desk"])
def test_only_publishers_count_as_the_second_person(draft, role):
    with pytest.raises(PermissionDenied):
        gate.check(draft, Kind.SECOND_PERSON, by=factories.staff(role), seen=gate.fingerprint(draft))


def test_a_reader_who_lost_the_right_or_wrote_in_it_later_no_longer_counts(draft, publisher):
    author = with_roles("Editor", "Publisher")
    with acting(author):
        write(draft)
    gate.check(draft, Kind.SECOND_PERSON, by=publisher, seen=gate.fingerprint(draft))
    assert not gate.blockers(draft, author)

    publisher.groups.clear()
    assert gate.blockers(draft, author)


def test_a_copy_does_not_forget_who_wrote(live, editor):
    author = with_roles("Editor", "Publisher")
    with acting(author):
        first = live.versions.get().copy(author).content
        write(first)
    with acting(editor):
        second = first.versions.get().copy(editor).content

    assert gate.blockers(second, author)


def copy_the_page(client, content):
    client.post(f"/admin/cms/page/{content.page_id}/copy-page/", {"position": 0, "copy_permissions": ""})


def copy_to_another_language(client, content):
    client.post(f"/admin/cms/pagecontent/{content.pk}/copy-language/", {"target_language": "hi"})


COPIES = {"the page": copy_the_page, "its blocks": copy_to_another_language}


@pytest.mark.parametrize("way", COPIES)
def test_a_copy_of_a_page_does_not_forget_who_wrote(client, live, publisher, way):
    author, colleague = with_roles("Editor", "Publisher"), with_roles("Editor", "Publisher")
    with acting(author):
        mine = live.versions.get().copy(author).content
        write(mine, "<p>Mine alone.</p>")
    hindi = PageContent.objects.get(page=live.page, language="hi")
    with acting(colleague):
        target = hindi.versions.get().copy(colleague).content
    client.force_login(colleague)

    COPIES[way](client, mine)

    copies = [text.placeholder.source for text in Text.objects.filter(body__contains="Mine alone.")]
    [copy] = [content for content in copies if content.pk != mine.pk]
    assert (copy.pk == target.pk) == (way == "its blocks")
    assert gate.blockers(copy, author)
    assert not gate.blockers(copy, publisher)


def test_what_was_published_since_is_forgotten(live, draft, publisher):
    author = with_roles("Editor", "Publisher")
    with acting(author):
        write(draft)
    draft.versions.get().publish(publisher)
    with acting(publisher):
        again = draft.versions.get().copy(publisher).content
        write(again, "<p>Again.</p>")

    assert not gate.blockers(again, author)


def test_words_of_medicine_are_signed_by_a_clinician_of_the_language(draft, editor, publisher):
    reader = factories.staff("Clinician")
    with acting(editor):
        write(draft, "<p>Stop your <b>blood</b> thinner.</p>")
    seen = gate.fingerprint(draft)

    assert gate.blockers(draft, publisher)
    no_reader = factories.reads(factories.staff("Clinician"), "ml").user
    for somebody in (publisher, no_reader, factories.staff("Manager", is_superuser=True)):
        with pytest.raises(PermissionDenied):
            gate.check(draft, Kind.CLINICIAN, by=somebody, seen=seen)
    gate.check(draft, Kind.CLINICIAN, by=reader, seen=seen)
    assert not gate.blockers(draft, publisher)


def test_an_edit_in_the_administration_has_a_name(live, draft):
    author = with_roles("Editor", "Publisher")
    client = Client()
    client.force_login(author)
    text = text_of(draft)

    client.post(f"/admin/cms/placeholder/edit-plugin/{text.pk}/", {"body": "<p>Typed.</p>"})

    text.refresh_from_db()
    assert "Typed" in text.body
    assert PageWriter.objects.filter(content_id=draft.pk, by=author).exists()
    assert gate.blockers(draft, author)


def test_a_published_version_keeps_its_template(client, live, publisher):
    person = with_roles("Editor", "Publisher", is_superuser=True)
    client.force_login(person)

    client.post(f"/admin/cms/pagecontent/{live.pk}/change-template/", {"template": "home.html"})

    live.refresh_from_db()
    assert live.template == "cms_page.html"


def test_texts_shown_on_several_pages_stand_on_none():
    for placeholder in site_settings.CMS_PLACEHOLDER_CONF.values():
        assert "Alias" not in placeholder["plugins"]
        assert "AliasPlugin" not in placeholder["plugins"]


def test_a_text_that_stands_elsewhere_is_not_published(draft, editor, publisher):
    with acting(editor):
        text = Alias.objects.create(category=Category.objects.create())
        add_plugin(draft.get_placeholders()[0], "Alias", "en", alias=text, template="default")

    assert gate.blockers(draft, publisher) == ["Take these blocks away, what they show is signed nowhere: Alias."]


def test_the_page_shows_who_wrote_and_gives_each_their_button(client, draft, editor, publisher):
    with acting(editor):
        write(draft, "<p>Take a tablet.</p>")
    reader = factories.staff("Clinician")
    url = f"/admin/cms/page/{draft.pk}/second-person/"

    client.force_login(reader)
    assert 'value="clinician"' in client.get(url).text
    client.post(url, {"kind": "clinician", "fingerprint": gate.fingerprint(draft)})
    client.force_login(editor)
    page = client.get(url).text
    assert editor.get_full_name() in page
    assert 'value="second"' not in page
    client.force_login(publisher)
    assert "Publish this version" in client.get(url).text


def test_every_table_whose_rows_stand_on_pages_is_watched():
    with connection.cursor() as cursor:
        cursor.execute("select event_object_table from information_schema.triggers where trigger_name = %s",
                       ["site_pages_note_writer"])  # fmt: skip
        watched = {table for (table,) in cursor.fetchall()}
    from cms.plugin_pool import plugin_pool

    names = {name for slot in ("content", "home") for name in site_settings.CMS_PLACEHOLDER_CONF[slot]["plugins"]}
    models = {plugin_pool.get_plugin(name).model for name in names}
    assert {model._meta.db_table for model in models if not model._meta.proxy} <= watched
    many = [field.m2m_db_table() for model in models for field in model._meta.local_many_to_many]
    assert set(many) <= watched
