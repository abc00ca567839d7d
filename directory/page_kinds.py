"""The pages of this room whose words it knows all. Doctors and departments name treatments: see content/page_kinds."""

from django.utils.translation import gettext as _

from common.json_ld import CONTEXT, as_script_content, thing_id
from common.page_kinds import FixedPages, PageKind, ShareCard, in_every_language, register

from .models import Hospital, Location
from .structured_data import hospital_node

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def register_page_kinds():
    for kind in (HospitalPage, LocationPage, DirectoryLists):
        register(kind)


class HospitalPage(PageKind):
    """The hospital itself, on the pages that show its numbers."""

    name = share_name = slug = "hospital"
    model = Hospital

    @classmethod
    def by_slug(cls, slug):
        hospital = Hospital.objects.current()
        return hospital and cls(hospital)

    def share_card(self, language):
        return ShareCard(
            title=self.thing.name.in_language(language),
            below=self.thing.city.in_language(language),
            names_the_page=False,
        )

    def structured_data(self, request):
        return as_script_content({"@context": CONTEXT} | hospital_node(request, self.thing))


class LocationPage(PageKind):
    name, share_name = "location", "locations"
    model = Location

    def __init__(self, location, hours=None):
        super().__init__(location)
        self.hours = hours

    @classmethod
    def sitemap_entries(cls):
        return [in_every_language(each.get_absolute_url, each.updated_at) for each in Location.objects.all()]

    def share_card(self, language):
        return ShareCard(
            kind=_("Location"),
            title=self.thing.name.in_language(language),
            below=self.thing.address.in_language(language),
            sentence=str(self.thing.address),
        )

    def structured_data(self, request):
        location, hospital = self.thing, Hospital.objects.current()
        return as_script_content(
            {
                "@context": CONTEXT,
                "@type": "MedicalClinic",
                "@id": thing_id(request, location, "location"),
                "name": str(location.name),
                "url": request.build_absolute_uri(location.get_absolute_url()),
                "telephone": location.phone,
                "address": str(location.address),
                "hasMap": location.map_url,
                "parentOrganization": hospital and hospital_node(request, hospital),
                "openingHoursSpecification": [opening_node(row) for row in self.opening_hours()],
            }
        )

    def opening_hours(self):
        return self.thing.opening_hours.all() if self.hours is None else self.hours


def opening_node(row):
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": f"{CONTEXT}/{DAYS[row.weekday]}",
        "opens": f"{row.opens:%H:%M}",
        "closes": f"{row.closes:%H:%M}",
    }


class DirectoryLists(FixedPages):
    name = "directory lists"
    routes = ("directory:doctor_list", "directory:department_list", "directory:location_list", "directory:contact")
