"""Who may do what. Each role is a group; `manage.py set_up_site` gives the groups exactly these rights."""

from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext_noop as _

EVERYTHING = ("add", "change", "delete", "view")


def rights(app, models, actions=EVERYTHING):
    return {f"{app}.{action}_{model}" for model in models.split() for action in actions}


# The library opens for whoever judges a page; only editors put something into it.
LOOK_AT_PICTURES = rights("filer", "file folder image", ["view"]) | {"filer.can_use_directory_listing"}

READ_TREATMENTS = rights(
    "content",
    "treatment treatmentcontent treatmentfact treatmentcondition treatmentreference treatmentsign "
    "condition conditioncontent conditionreference conditionsign signoff "
    "testimonial pagefeedback",
    ["view"],
) | rights("djangocms_versioning", "treatmentcontentversion conditioncontentversion pagecontentversion", ["view"])

WRITE_TREATMENTS = (
    rights("content", "treatment treatmentcontent condition conditioncontent", ["add", "change"])
    | rights("content", "treatmentfact treatmentcondition treatmentreference treatmentsign question picture")
    | rights("content", "conditionreference conditionsign")
    | rights("content", "pagefeedback", ["change", "delete"])  # delete: what a reader should not have written
    | rights("search", "synonymgroup")
    | rights("bookings", "redflag")
    | rights("search", "zeroresultsearch", ["view"])
    | rights("djangocms_text", "text")
    | rights("djangocms_versioning", "treatmentcontentversion conditioncontentversion", ["change"])
    | {"cms.use_structure"}
)

WRITE_PAGES = (
    rights("cms", "page", ["add", "change", "view"])
    | rights("djangocms_versioning", "pagecontentversion", ["change"])
    | rights("filer", "file folder image")
    | LOOK_AT_PICTURES
    | rights("djangocms_link", "link")
    | rights("site_pages", "readyblock hometreatments homedoctors homewords officerandrates")
    | rights("site_pages", "extralink")
    | rights("directory", "hospital", ["change"])  # its numbers and its words; not the voices of patients
)

# What cannot wait for the next hand: a closed entrance, a flood.
WRITE_NOTICES = rights("site_pages", "notice")

# A change waits for a second person. One may act alone on a wrong number, or take a page down: each tells the others.
SEE_CHANGES = rights("directory", "proposal takendown", ["view"])
PUT_LIVE = {"directory.confirm_proposal", "directory.break_glass", "directory.view_guardedwrite"}
TAKE_DOWN = {"directory.take_down"}

READ_DIRECTORY = rights("directory", "hospital location department doctor", ["view"]) | SEE_CHANGES

ROLES = {
    _("Editor"): READ_TREATMENTS | WRITE_TREATMENTS | WRITE_PAGES | WRITE_NOTICES | READ_DIRECTORY,
    _("Clinician"): READ_TREATMENTS
    | READ_DIRECTORY
    | TAKE_DOWN
    | LOOK_AT_PICTURES
    | {
        "content.sign_off_treatmentcontent",
        "content.sign_off_conditioncontent",
        "bookings.view_redflag",
        "bookings.approve_redflag",
    },
    _("Publisher"): READ_TREATMENTS
    | READ_DIRECTORY
    | PUT_LIVE
    | TAKE_DOWN
    | WRITE_NOTICES
    | rights("site_pages", "extralink", ["view"])
    | rights("cms", "page", ["view", "change"])
    | {"content.publish_treatmentcontent", "content.publish_conditioncontent", "cms.publish_page"},
    _("Front desk"): {"bookings.answer_appointmentrequest"},
    _("Manager"): rights("directory", "location department doctor openinghours opdsession")
    | rights("directory", "leave holiday closure planchange deskhours callwindow")
    | rights("directory", "hospital", ["change", "view"])
    | {"directory.show_testimonials_hospital"}
    | SEE_CHANGES
    | PUT_LIVE
    | WRITE_NOTICES
    | READ_TREATMENTS
    | rights("content", "testimonial", ["add", "change"])
    | {"content.see_consent_testimonial"}
    | {"bookings.answer_appointmentrequest", "bookings.book_exception", "bookings.manage_desk"}
    | {"bookings.export_patient", "bookings.erase_patient"}
    | {"bookings.see_reports", "bookings.export_reports"},
}


def set_up_roles():
    """Make the groups, and give each exactly its rights. Raises LookupError for a right that does not exist."""
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    for name, wanted in ROLES.items():
        if unknown := wanted - set(known):
            raise LookupError(f"the role {name} names rights that do not exist: {', '.join(sorted(unknown))}")
        group, _is_new = Group.objects.get_or_create(name=name)
        group.permissions.set(known[right] for right in wanted)
