"""The forms of the administration, filled in as a browser does."""

from bs4 import BeautifulSoup


def form_of(page):
    """What a browser would send of the form on this page."""
    form = BeautifulSoup(page.text, "html.parser").select_one("#content-main form, #content form")
    data = {}
    for field in form.select("input[name], textarea[name]"):
        kind = field.get("type")
        if kind not in ("submit", "file") and (kind not in ("checkbox", "radio") or field.has_attr("checked")):
            nothing_said = "on" if kind == "checkbox" else ""
            data[field["name"]] = field.get("value", nothing_said) if field.name == "input" else field.text.lstrip("\n")
    for select in form.select("select[name]"):
        data[select["name"]] = [option["value"] for option in select.select("option[selected]")]
    return data


def with_row(data, prefix, **fields):
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    row = {f"{prefix}-{number}-{name}": value for name, value in fields.items()}
    return data | row | {f"{prefix}-TOTAL_FORMS": number + 1}


def url_of(thing, action="change"):
    return f"/admin/directory/{thing._meta.model_name}/{thing.pk}/{action}/"
