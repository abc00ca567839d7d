"""Each way on which somebody changes what two people decide, as a person or a program goes it."""

from tablib import Dataset

from directory.editing.spreadsheets import DepartmentResource, DoctorResource
from directory.two_person import services
from tests import factories
from tests.admin_forms import form_of


def url_of(thing):
    return f"/admin/{thing._meta.app_label}/{thing._meta.model_name}/{thing.pk}/change/"


def by_form(client, user, thing, name, value):
    """The form of the administration, sent as a browser does."""
    client.force_login(user)
    page = client.get(url_of(thing))
    data = form_of(page)
    data |= {f"{name}_en": value["en"]} if isinstance(value, dict) else {name: value}
    return client.post(url_of(thing), data | {"_save": "Save"})


def by_sheet(client, user, thing, name, value):
    """A spreadsheet, as the administration takes it."""
    resource = {"doctor": DoctorResource, "department": DepartmentResource}[thing._meta.model_name]()
    column, cell = (f"{name}_en", value["en"]) if isinstance(value, dict) else (name, value)
    row = {"slug": thing.slug, "name_en": thing.name["en"], column: cell}
    result = resource.import_data(Dataset(list(row.values()), headers=list(row)), user=user)
    assert not result.has_errors()
    assert not result.has_validation_errors()


def by_service(client, user, thing, name, value):
    """The shell, through the services."""
    setattr(thing, name, value)
    services.save(thing, by=user)


def confirmed(proposal, by=None):
    services.confirm(proposal.pk, by=by or factories.staff("Publisher"), seen=proposal.fingerprint)
