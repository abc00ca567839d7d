"""What rooms above this one show on the page of a doctor or a department. This room offers the place, they fill it."""

PARTS = {"doctor": [], "department": []}


def register_page_part(page, make):
    """`make(thing)` gives what the template of this page may show, by name."""
    PARTS[page].append(make)


def parts_of(page, thing):
    return {name: value for make in PARTS[page] for name, value in make(thing).items()}
