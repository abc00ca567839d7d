"""The list of doctors and its filters."""

from datetime import time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as some

from directory.finding.doctors import find_doctors
from directory.models import Doctor
from tests.factories import DepartmentFactory, DoctorFactory, HospitalFactory, LocationFactory, OpdSessionFactory
from tests.sizes import size

pytestmark = pytest.mark.django_db


@pytest.fixture
def neurologist():
    HospitalFactory()
    doctor = DoctorFactory(name={"en": "Asha Demo-Nair", "ml": "ആശ ഡെമോ-നായർ"}, languages=["en", "ml"], gender="female")
    doctor.departments.add(DepartmentFactory(slug="neurology", name={"en": "Neurology"}))
    kozhikode, feroke = (LocationFactory(slug=slug, name={"en": slug.title()}) for slug in ("kozhikode", "feroke"))
    doctor.locations.add(kozhikode, feroke)
    OpdSessionFactory(doctor=doctor, location=kozhikode, weekday=3)
    OpdSessionFactory(doctor=doctor, location=feroke, weekday=1)
    return doctor


def names(query, **options):
    return [doctor.slug for doctor in find_doctors(query, **options)["doctors"]]


@pytest.mark.parametrize(
    "query",
    [
        {"name": "asha"},
        {"name": "nair a"},
        {"name": "ഡെമോ"},
        {"department": "neurology", "language": "ml", "location": "kozhikode", "day": "3"},
        {"gender": "female", "accepting": "yes"},
        {"day": "1", "location": "feroke"},
    ],
)
@pytest.mark.parametrize("most", [1000, 0])
def test_a_doctor_is_found_by_each_filter(neurologist, query, most):
    DoctorFactory(name={"en": "Somebody Else"}, accepting_new_patients=False)

    found = find_doctors(query, most=1000) if most else find_doctors(query, most=1)

    assert [doctor.pk for doctor in found["doctors"]] == [neurologist.pk]


@pytest.mark.parametrize("most", [1000, 1])
def test_a_day_in_one_place_is_not_a_day_in_another(neurologist, most):
    DoctorFactory()

    assert names({"day": "3", "location": "feroke"}, most=most) == []


@pytest.mark.parametrize("most", [1000, 1])
@pytest.mark.parametrize(("days", "is_found"), [(-1, False), (0, True)])
def test_a_session_that_is_over_is_no_day_any_more(neurologist, most, days, is_found):
    DoctorFactory()
    neurologist.opd_sessions.filter(weekday=3).update(valid_until=timezone.localdate() + timedelta(days=days))

    for query in ({"day": "3"}, {"day": "3", "location": "kozhikode"}):
        found = find_doctors(query, most=most)
        assert [doctor.pk for doctor in found["doctors"]] == [neurologist.pk] * is_found
    if most > 1:
        assert dict(found["form"].fields["day"].choices)[3].endswith(f"({int(is_found)})")


def test_another_session_on_that_day_keeps_the_day(neurologist):
    DoctorFactory()
    neurologist.opd_sessions.filter(weekday=3).update(valid_until=timezone.localdate() - timedelta(days=1))
    OpdSessionFactory(
        doctor=neurologist, location=neurologist.locations.first(), weekday=3, starts=time(15), ends=time(16)
    )

    for most in (1000, 1):
        assert names({"day": "3"}, most=most) == [neurologist.slug]


def move_a_session(doctor):
    doctor.opd_sessions.filter(weekday=1).update(doctor=DoctorFactory(slug="other", languages=[], gender=""))


CHANGES = {
    "another department": lambda doctor: doctor.departments.set([DepartmentFactory(slug="ent")]),
    "no department": lambda doctor: doctor.departments.clear(),
    "no place": lambda doctor: doctor.locations.clear(),
    "another language, of many rows": lambda doctor: Doctor.objects.update(languages=["hi"]),
    "full": lambda doctor: Doctor.objects.filter(pk=doctor.pk).update(accepting_new_patients=False),
    "another gender": lambda doctor: Doctor(**{**values_of(doctor), "gender": "male"}).save(),
    "no sessions": lambda doctor: doctor.opd_sessions.all().delete(),
    "a session moved to another day": lambda doctor: doctor.opd_sessions.filter(weekday=1).update(weekday=5),
    "a session given to another doctor": move_a_session,
}


def values_of(doctor):
    return {field.attname: getattr(doctor, field.attname) for field in Doctor._meta.concrete_fields}


def as_the_tables_say(doctor):
    sessions = [(session.weekday, session.location_id) for session in doctor.opd_sessions.all()]
    return {
        f"gender:{doctor.gender}",
        *(f"language:{code}" for code in doctor.languages),
        *(["accepting:yes"] if doctor.accepting_new_patients else []),
        *(f"department:{place.pk}" for place in doctor.departments.all()),
        *(f"location:{place.pk}" for place in doctor.locations.all()),
        *(f"day:{day}" for day, _place in sessions),
        *(f"day:{day}@{place}" for day, place in sessions),
        *(f"until::{day}@{place}" for day, place in sessions),
    }


@pytest.mark.parametrize("change", CHANGES)
def test_what_filters_look_at_follows_every_change(neurologist, change):
    before = Doctor.objects.get(pk=neurologist.pk).facets
    CHANGES[change](neurologist)

    assert Doctor.objects.get(pk=neurologist.pk).facets != before
    for doctor in Doctor.objects.all():
        assert set(doctor.facets) == as_the_tables_say(doctor)


def test_a_hospital_with_very_many_doctors_counts_again_when_few_are_left(neurologist):
    ent = DepartmentFactory(slug="ent", name={"en": "ENT"})
    for number in range(5):
        DoctorFactory(gender="female" if number else "male", languages=["ml"]).departments.add(ent)

    def shown(query, name):
        return [label for _value, label in find_doctors(query, most=5)["form"].fields[name].choices]

    assert shown({}, "gender") == ["Any", "Female", "Male", "Other"]
    assert shown({"department": "ent"}, "gender") == ["Any", "Female (4)", "Male (1)", "Other (0)"]
    assert shown({"department": "ent"}, "department") == ["Any", "ENT", "Neurology"]
    assert shown({"department": "ent", "gender": "other"}, "day")[1] == "Monday (0)"


def test_a_name_is_found_in_its_middle_words_but_not_in_the_middle_of_a_word(neurologist):
    assert names({"name": "demo"}) == [neurologist.slug]
    assert names({"name": "sha"}) == []


def test_doctors_are_found_by_treatment_and_condition(editor, clinician, publisher, neurologist):
    from content.publishing.services import sign_off
    from tests.factories import ConditionFactory, draft

    content = draft(editor)
    condition = ConditionFactory()
    content.condition_links.create(condition=condition)
    content.treatment.doctors.add(neurologist)

    assert names({"condition": condition.slug}) == []  # the page is a draft

    sign_off(content, by=clinician)
    content.versions.get().publish(publisher)

    assert names({"condition": condition.slug}) == [neurologist.slug]
    assert names({"treatment": content.treatment.slug}) == [neurologist.slug]


filters = some.fixed_dictionaries(
    {},
    optional={
        "department": some.sampled_from(["d0", "d1"]),
        "location": some.sampled_from(["l0", "l1"]),
        "language": some.sampled_from(["en", "ml"]),
        "gender": some.sampled_from(["female", "male"]),
        "day": some.sampled_from(["0", "1"]),
        "accepting": some.just("yes"),
    },
)
doctors = some.lists(
    some.tuples(
        some.sets(some.sampled_from([0, 1])),
        some.sets(some.sampled_from([0, 1])),
        some.sets(some.sampled_from(["en", "ml"])),
        some.sampled_from(["female", "male", ""]),
        some.booleans(),
        some.dictionaries(some.integers(0, 1), some.integers(0, 1)),
    ),
    max_size=5,
)


@how(max_examples=size(8, 25), deadline=None, suppress_health_check=list(HealthCheck))
@given(doctors, filters)
def test_counts_beside_choices_are_what_choosing_them_gives(everybody, query):
    Doctor.objects.all().delete()
    departments = [
        DepartmentFactory._meta.model.objects.get_or_create(slug=f"d{n}", name={"en": f"D{n}"})[0] for n in (0, 1)
    ]
    locations = [
        LocationFactory._meta.model.objects.get_or_create(slug=f"l{n}", name={"en": f"L{n}"})[0] for n in (0, 1)
    ]
    for of_departments, of_locations, languages, gender, accepting, sessions in everybody:
        doctor = DoctorFactory(languages=sorted(languages), gender=gender, accepting_new_patients=accepting)
        doctor.departments.set(departments[number] for number in of_departments)
        doctor.locations.set(locations[number] for number in of_locations)
        for day, place in sessions.items():
            OpdSessionFactory(doctor=doctor, location=locations[place], weekday=day)

    found = find_doctors(query)

    assert [each.pk for each in found["doctors"]] == [
        each.pk for each in find_doctors(query, most=0 + 10_000)["doctors"]
    ]
    if len(everybody) > 1:
        in_database = find_doctors(query, most=len(everybody) - 1)
        assert found["count"] in (in_database["count"], in_database["count"] + in_database["is_capped"])
    for name, values in {
        "department": ["d0", "d1"],
        "location": ["l0", "l1"],
        "language": ["en", "ml"],
        "day": [0, 1],
    }.items():
        shown = dict(found["form"].fields[name].choices)
        for value in values:
            assert shown[value].endswith(f"({find_doctors({**query, name: str(value)})['count']})")


def page_of(client, address):
    return BeautifulSoup(client.get(address).text, "html.parser")


def test_the_page_heads_with_the_count_and_names_the_filters(client, neurologist):
    page = page_of(client, "/en/doctors/?department=neurology&language=ml")

    assert page.select_one("#results").get_text() == "1 doctor"
    links = {link.get_text(" ", strip=True): link["href"] for link in page.select(".badge a")}
    assert links == {
        "Remove filter Department: Neurology ×": "?language=ml",
        "Remove filter Language: Malayalam ×": "?department=neurology",
    }


@pytest.mark.parametrize(
    "query",
    [
        "department=nix",
        "day=9",
        "day=x",
        "gender=%00",
        "name=%00",
        "language=xx&page=-1",
        "page=zzz",
        "department=a&department=b",
        "name=" + "x" * 5000,
    ],
)
def test_a_value_that_does_not_exist_gives_the_page_with_a_note(client, neurologist, query):
    response = client.get(f"/en/doctors/?{query}")

    assert response.status_code == 200
    assert neurologist.get_absolute_url() in response.text
    assert ("no such choice" in response.text) == (query != "page=zzz")


@pytest.mark.parametrize("name", ["' OR 1=1", "a & b | !c", ":* <->", "\\", "''", "‮تم", "<script>", "((("])
def test_any_name_may_be_typed(client, neurologist, name):
    response = client.get("/en/doctors/", {"name": name})

    assert response.status_code == 200
    assert "<script>" not in response.text.split("<body", 1)[1].replace('<script type="application/ld+json">', "")


def test_nobody_found_helps_on(client, neurologist):
    page = page_of(client, "/en/doctors/?name=zebra")

    assert page.select_one("#results").get_text() == "0 doctors"
    assert page.select_one('main a[href^="tel:"]')


def test_long_lists_have_pages_with_lasting_addresses(client, neurologist):
    for _ in range(30):
        DoctorFactory(gender="female")

    page = page_of(client, "/en/doctors/?gender=female&page=2")

    assert len(page.select(".doctor-card")) == 7
    assert page.select_one("[rel=prev]")["href"] == "?gender=female&page=1"


@pytest.mark.parametrize("doctors", [1, 30])
def test_the_list_asks_at_most_nine_questions_of_the_database(client, neurologist, doctors, django_assert_num_queries):
    for _ in range(doctors - 1):
        OpdSessionFactory().doctor.departments.add(neurologist.departments.get())

    client.get("/en/doctors/")  # which content types and which site there are is asked once in a process

    with django_assert_num_queries(9):
        client.get("/en/doctors/?language=")
