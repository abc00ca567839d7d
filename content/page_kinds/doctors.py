"""The page of a doctor."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.json_ld import CONTEXT, as_script_content, thing_id
from common.page_kinds import PageKind, SearchDocument, ShareCard, in_every_language, joined
from directory.models import Department, Doctor, Location, OpdSession, Weekday
from directory.opd import weekly_sessions
from directory.structured_data import department_node

from ..models import Treatment, TreatmentContent
from .treatments import published_titles


def doctors_of(thing):
    return thing.doctors.values_list("pk", flat=True) if thing.pk else ()


class DoctorPage(PageKind):
    name, group, share_name = "doctor", gettext_lazy("Doctors"), "doctors"
    model = Doctor
    touched_by = {
        Doctor: lambda doctor: [doctor.pk],
        OpdSession: lambda session: [session.doctor_id],
        Location: doctors_of,
        Department: doctors_of,
        Treatment: doctors_of,
        TreatmentContent: lambda content: doctors_of(content.treatment),
    }
    links = (Doctor.departments.through, Doctor.locations.through, Treatment.doctors.through)

    @classmethod
    def find(cls, pk):
        doctor = Doctor.objects.listed().for_cards().filter(pk=pk).first()
        return doctor and cls(doctor)

    @classmethod
    def by_slug(cls, slug):
        doctor = Doctor.objects.with_page().filter(slug=slug).first()
        return doctor and cls(doctor)

    @classmethod
    def sitemap_entries(cls):
        return [in_every_language(each.get_absolute_url, each.updated_at) for each in Doctor.objects.listed()]

    def search_document(self, language):
        doctor = self.thing
        title, title_language = doctor.full_name.in_language(language)
        role, role_language = doctor.role.in_language(language)
        return SearchDocument(
            title=title,
            title_language=title_language,
            url=self.get_absolute_url(),
            head=joined(*self.what_people_ask_for(role)),
            text=role,
            text_language=role_language,
            body=joined(doctor.biography, *published_titles(treatment__doctors=doctor)),
            body_follows_text=False,
            until=doctor.left_on,
        )

    def what_people_ask_for(self, role):
        """So that "Malayalam neurologist Kozhikode Thursday" finds whom it should, in any of the doctor's names."""
        doctor = self.thing
        yield from doctor.name.values()
        yield role
        for department in doctor.departments.all():
            yield department.name
            yield department.plain_name
        yield from doctor.languages_display
        yield from (location.name for location in doctor.locations.all())
        yield from (Weekday(session.weekday).label for session in weekly_sessions(doctor))

    def share_card(self, language):
        return ShareCard(
            kind=_("Doctor"),
            title=self.thing.full_name.in_language(language),
            below=self.thing.role.in_language(language),
            photo=self.thing.photo or None,
            sentence=str(self.thing.role),
        )

    def structured_data(self, request):
        doctor = self.thing
        node = {
            "@context": CONTEXT,
            "@type": ["Physician", "IndividualPhysician", "Person"],
            "@id": thing_id(request, doctor, "doctor"),
            "url": request.build_absolute_uri(doctor.get_absolute_url()),
            "name": str(doctor.full_name),
            "jobTitle": str(doctor.role),
            "image": doctor.photo and request.build_absolute_uri(doctor.photo.url),
            "description": str(doctor.biography),
            "knowsLanguage": [str(label) for label in doctor.languages_display],
            "identifier": {
                "@type": "PropertyValue",
                "name": doctor.registration_council,
                "value": doctor.registration_number,
            },
        }
        if not doctor.has_left:
            node["worksFor"] = [department_node(request, department) for department in doctor.departments.all()]
        return as_script_content(node)
