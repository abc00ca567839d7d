"""A hospital to try the site with: its directory, its treatment pages, its staff. All people are made up,
but for the clinician whom the page this site began with names.

The pages go through the same gate as everyone's: written by the editor, signed off by the
clinician, published by the publisher.
"""

import json
import os
import secrets
from datetime import timedelta
from pathlib import Path

import yaml
from cms.api import add_plugin
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from filer.models import Image

from accounts.models import DemonstrationLogin
from bookings.models import DeskScope, RedFlag
from bookings.urgency import first_words
from bookings.urgency.approval import approve
from content.importing import read_file
from content.importing.save_pages import import_pages
from content.models import Clinician, Testimonial, Treatment
from content.publishing.publish_gate import months_later
from content.publishing.services import sign_off
from directory.models import Department, Doctor, Hospital, Location
from directory.two_person.acting import acting, as_user
from search.models import SynonymGroup

from . import conditions, opening_hours

FOLDER = Path(__file__).parent
LOGINS_FILE = "demonstration-logins.json"

# role, user name, first and last name, where they sign in; of SCOPES, whose requests they answer
STAFF = [
    ("Editor", "editor", "Esha", "Demo-Editor", "/admin/"),
    ("Clinician", "clinician", "Chandra", "Demo-Clinician", "/admin/"),
    ("Publisher", "publisher", "Priya", "Demo-Publisher", "/admin/"),
    ("Front desk", "frontdesk", "Faisal", "Demo-Desk", "/desk/"),
    ("Front desk", "desk-kozhikode", "Fousiya", "Demo-Kozhikode", "/desk/"),
    ("Front desk", "desk-feroke", "Ajay", "Demo-Feroke", "/desk/"),
    ("Manager", "manager", "Mini", "Demo-Manager", "/desk/"),
    ("Superuser", "admin", "Adam", "Demo-Admin", "/admin/"),
]
# Of the made-up clinician, as patients read it below "Checked by".
ROLE = {"en": "Consultant physician", "ml": "കൺസൾട്ടന്റ് ഫിസിഷ്യൻ", "hi": "कंसल्टेंट फ़िज़ीशियन", "ar": "طبيبة استشارية"}
SCOPES = {"desk-kozhikode": "kozhikode", "desk-feroke": "feroke"}


def is_empty():
    """Nothing has been written here yet, so a demonstration overwrites nobody's work."""
    return not (Treatment.objects.exists() or Doctor.objects.exists() or Department.objects.exists())


@transaction.atomic
def load():
    """Fill an empty site with the demonstration."""
    with acting(None, way="demonstration"):
        load_all()


def load_all():
    staff = make_staff()
    load_directory(yaml.safe_load((FOLDER / "directory.yaml").read_text(encoding="utf-8")))
    load_scopes(staff)
    load_pages(staff)
    load_red_flags(staff["clinician"])
    load_testimonials(yaml.safe_load((FOLDER / "testimonials.yaml").read_text(encoding="utf-8")))


def make_staff():
    people = {}
    for role, username, first_name, last_name, _address in STAFF:
        user, is_new = get_user_model().objects.get_or_create(
            username=username,
            defaults={
                "first_name": first_name,
                "last_name": last_name,
                "is_staff": role != "Front desk",
                "is_superuser": role == "Superuser",
            },
        )
        if is_new:
            user.set_unusable_password()
            user.save()
        DemonstrationLogin.objects.get_or_create(user=user)  # dead in production, whatever becomes of it
        if not user.is_superuser:
            user.groups.set([Group.objects.get(name=role)])
        people[username] = user
    languages = [code for code, _name in settings.LANGUAGES]
    Clinician.objects.update_or_create(user=people["clinician"], defaults={"languages": languages, "role": ROLE})
    return people


def load_scopes(staff):
    for username, location in SCOPES.items():
        DeskScope.objects.get_or_create(user=staff[username], location=Location.objects.get(slug=location))


def load_directory(directory):
    for entry in (directory["hospital"], *directory["locations"], *directory["doctors"]):
        entry.pop("demonstration", None)  # says to readers of the file who is made up; their names say it to patients
    hospital = directory["hospital"]
    Hospital.objects.update_or_create(pk=1, defaults={**hospital, "is_demonstration": True})
    for location in directory["locations"]:
        hours = location.pop("opening_hours", None)
        opening_hours.load_location(Location.objects.create(**location), hours)
    for department in directory["departments"]:
        Department.objects.create(**department)
    for words in directory["synonyms"]:
        SynonymGroup.objects.create(words="\n".join(words))
    opening_hours.load_desk(directory["desk_hours"], directory["holidays"])
    departments = {department.slug: department for department in Department.objects.all()}
    locations = {location.slug: location for location in Location.objects.all()}
    for entry in directory["doctors"]:
        its_departments, its_locations = entry.pop("departments", []), entry.pop("locations", [])
        sessions, leaves = entry.pop("opd", []), entry.pop("leave", [])
        photo = portrait_of(entry["slug"]) if settings.DEMONSTRATION_PORTRAITS else ""
        doctor = Doctor.objects.create(is_listed=entry.pop("listed", True), photo=photo, **entry)
        doctor.departments.set(departments[slug] for slug in its_departments)
        doctor.locations.set(locations[slug] for slug in its_locations)
        opening_hours.load_doctor(doctor, sessions, leaves, locations)


def portrait_of(slug):
    """A drawing that nobody mistakes for a photo. Some doctors have none and show the neutral picture."""
    portrait = FOLDER / "portraits" / f"{slug}.webp"
    return ContentFile(portrait.read_bytes(), portrait.name) if portrait.exists() else ""


def load_pages(staff):
    pages = [(path.name, read_file(path)) for path in sorted((FOLDER / "treatments").glob("*.md"))]
    pages.sort(key=lambda named: named[1].language != settings.LANGUAGE_CODE)  # the source before its translations
    today = timezone.localdate()
    for age, (_name, page) in enumerate(pages):
        # Relative to today, so that the demonstration does not age.
        page.last_reviewed = today - timedelta(days=7 + 9 * age)
        page.next_review = months_later(page.last_reviewed, settings.LONGEST_TIME_BETWEEN_REVIEWS)
    words = yaml.safe_load((FOLDER / "pictures" / "words.yaml").read_text(encoding="utf-8"))
    with as_user(staff["editor"]):
        conditions.write_drafts(staff["editor"])
    drafts = import_pages(pages, author=staff["editor"])
    conditions.sign_and_publish(staff["clinician"], staff["publisher"])
    for imported in drafts:
        with as_user(staff["editor"]):
            place_picture(imported.content, words.get(imported.content.treatment.slug, {}))
        sign_off(imported.content, by=staff["clinician"])
        imported.content.versions.get().publish(staff["publisher"])


def load_red_flags(clinician):
    """The first words, approved by the made-up clinician: demonstration content, as all that she signs."""
    first_words.load()
    approve(RedFlag.objects.all(), by=clinician)


def place_picture(content, words):
    """At the end of the overview, in the languages that have words for it."""
    if content.language not in words:
        return
    name = f"{content.treatment.slug}.svg"
    image = Image.objects.filter(original_filename=name).first()
    if image is None:
        drawing = ContentFile((FOLDER / "pictures" / name).read_bytes(), name)
        image = Image.objects.create(file=drawing, original_filename=name)
    overview = content.placeholders.get(slot="overview")
    add_plugin(overview, "PicturePlugin", content.language, image=image, alternative=words[content.language])


def load_testimonials(testimonials):
    """Days are counted from today, so that the demonstration's consents hold."""
    today = timezone.localdate()
    for testimonial in testimonials:
        Testimonial.objects.create(
            treatment=Treatment.objects.get(slug=testimonial.pop("treatment")),
            given_on=today - timedelta(days=testimonial.pop("given_days_ago")),
            expires_on=today + timedelta(days=testimonial.pop("expires_in_days")),
            is_live=True,
            **testimonial,
        )


def logins():
    """Role, user name, password and address of each demonstration login.

    The passwords are made here, once for each installation, and kept in VAR_DIR.
    """
    path = settings.VAR_DIR / LOGINS_FILE
    if not path.exists():
        kept = [make_login(role, username, url) for role, username, _first, _last, url in STAFF]
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(kept, file, indent=2)
    return json.loads(path.read_text())


def make_login(role, username, url):
    user = get_user_model().objects.get(username=username)
    password = "-".join(secrets.token_hex(2) for _group in range(3))
    user.set_password(password)
    user.save(update_fields=["password"])
    return {"role": role, "username": username, "password": password, "url": settings.SITE_ADDRESS + url}
