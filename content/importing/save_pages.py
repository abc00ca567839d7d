"""Makes drafts of page files. All of the files given, or none of them."""

import re
from dataclasses import dataclass, field

from cms.api import add_plugin
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.text import slugify

from common.text.folding import tokenize
from common.text.translated_text import MAIN_LANGUAGE, TranslatedText
from directory.models import Department, Doctor
from directory.two_person.acting import as_user

from ..models import ConditionContent, Treatment, TreatmentContent
from ..translations import remember_source
from . import BrokenPage, ConditionPage, to_html, what_is_missing, what_needs_care
from .plain_words import plain_text
from .save_conditions import check_lengths, check_references, condition_of_line, save_condition

IMPORTER = "import"  # the author of imported drafts, so that any clinician may sign them off
HONORIFIC = re.compile(r"^(dr|prof)\.?\s+", re.IGNORECASE)


@dataclass
class Imported:
    """What became of one file."""

    source: str
    content: TreatmentContent | ConditionContent
    is_new: bool
    missing: list = field(default_factory=list)
    care: list = field(default_factory=list)
    left_out: list = field(default_factory=list)  # lines of the file that are not in the page
    about_title: str = ""


@transaction.atomic
def import_pages(pages, *, department=None, author=None, progress=iter):
    """Make a draft of each (source, page). A page that is already there in its language stays as it is.

    `department` is for pages that name none. `progress` is given the list and yields its items.
    Raises BrokenPage, and then nothing is imported.
    """
    author = author or _importer()
    seen = {}
    for source, page in pages:
        key = (type(page), page.slug, page.language)
        if key in seen:
            raise BrokenPage(source, 1, f"the same page as in {seen[key]}: {page.slug} ({page.language})")
        seen[key] = source
    # Conditions before the treatments that name them. The main language first: doctors get their names from it.
    pages = sorted(pages, key=lambda named: (not is_condition(named[1]), named[1].language != MAIN_LANGUAGE))
    with as_user(author):
        return [_import(source, page, department, author) for source, page in progress(pages)]


def is_condition(page):
    return isinstance(page, ConditionPage)


def _importer():
    user, is_new = get_user_model().objects.get_or_create(
        username=IMPORTER, defaults={"is_active": False, "first_name": "Page import"}
    )
    if is_new:
        user.set_unusable_password()
        user.save()
    return user


def _import(source, page, department, author):
    if is_condition(page):
        return Imported(source, *save_condition(source, page, author), left_out=page.left_out)
    return _import_treatment(source, page, department, author)


def _import_treatment(source, page, department, author):
    _fits_the_fields(source, page)
    department = _department(page) or department
    treatment, is_new = Treatment.objects.get_or_create(slug=page.slug, defaults={"department": department})
    # Two imports at once: the second waits here and then finds the first one's page.
    Treatment.objects.select_for_update(of=["self"]).get(pk=treatment.pk)
    already = TreatmentContent.admin_manager.filter(treatment=treatment, language=page.language).last()
    if already:
        return Imported(source, already, is_new=False)
    credit_is_new = bool(page.credit and page.credit.slug and not Doctor.objects.filter(slug=page.credit.slug).exists())
    content = TreatmentContent.objects.with_user(author).create(
        treatment=treatment,
        language=page.language,
        title=page.title,
        generic_name=page.generic_name,
        trade_names=page.trade_names,
        lead=page.lead,
        credited_doctor=_credited_doctor(page.credit),
        credited_hospital=page.credit.hospital if page.credit else "",
        conditions_heading=page.conditions_heading,
        urgent_not_applicable=page.urgent_not_applicable,
        exclusions_not_applicable=page.who_should_not_not_applicable,
        closing_title=page.closing_title,
        closing_text=plain_text(page.closing_text),
        last_reviewed=page.last_reviewed,
        next_review=page.next_review,
    )
    remember_source(content)
    _add_rows(source, content, page, author)
    _add_blocks(content, page)
    missing = [name for name in what_is_missing(page) if name != "department" or treatment.department is None]
    if page.department and _department(page) is None:
        missing.append(f"the department “{page.department}”, which is not in the directory")
    if credit_is_new:
        missing.append(
            f"the credited doctor “{page.credit.slug}”, who was not in the directory and is hidden there now"
        )
    missing += _add_doctors(treatment, page, is_new)
    return Imported(
        source,
        content,
        is_new=True,
        missing=missing,
        care=what_needs_care(page),
        left_out=page.left_out,
        about_title=page.about_title,
    )


def _fits_the_fields(source, page):
    """The lengths of our fields, checked before the database does: an error should name the file."""
    limits = {"title": 200, "slug": 200, "generic_name": 200, "trade_names": 200, "conditions_heading": 200,
              "lead": 500, "closing_title": 200, "urgent_not_applicable": 300,
              "who_should_not_not_applicable": 300}  # fmt: skip
    texts = [(name, getattr(page, name), limit) for name, limit in limits.items()]
    texts += [("question", question.question, 300) for question in page.questions]
    texts += [("condition", line.name, 200) for line in page.conditions]
    texts += [("note of a condition", line.note, 200) for line in page.conditions]
    texts += [(f"fact {part}", text, 80) for fact in page.facts for part, text in vars(fact).items()]
    texts += [("closing text", plain_text(page.closing_text), 1000)]
    texts += [("urgent sign", sign, 500) for sign in page.urgent_signs]
    texts += [(f"{part} of the credit", text, 200) for part, text in vars(page.credit).items()] if page.credit else []
    check_lengths(source, texts)
    check_references(source, page.references)


def _department(page):
    return Department.objects.filter(slug=page.department).first() if page.department else None


def _credited_doctor(credit):
    """The doctor of that name in the directory, or a new one whom patients cannot find yet."""
    if credit is None:
        return None
    known = Doctor.objects.filter(slug=credit.slug).first() if credit.slug else None
    if known:
        return known
    title = HONORIFIC.match(credit.name)
    name = HONORIFIC.sub("", credit.name)
    for doctor in Doctor.objects.all():
        if not credit.slug and any(tokenize(name) == tokenize(known) for known in doctor.name.values()):
            return doctor
    return Doctor.objects.create(
        slug=_free_slug(slugify(credit.slug or name)[:90] or "doctor"),
        honorific=title[1].lower() if title else "",
        name=TranslatedText({MAIN_LANGUAGE: name}),
        role=TranslatedText({MAIN_LANGUAGE: credit.role} if credit.role else {}),
        is_listed=False,
    )


def _free_slug(wanted):
    slug, number = wanted, 1
    while Doctor.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _add_rows(source, content, page, author):
    for order, fact in enumerate(page.facts):
        content.facts.create(order=order, label=fact.label, value=fact.value)
    for order, sign in enumerate(page.urgent_signs):
        content.signs.create(order=order, text=sign)
    used = set()
    for order, line in enumerate(page.conditions):
        condition = condition_of_line(source, line, page.language, author)
        if condition.pk in used:
            raise BrokenPage(source, 1, f"the condition “{line.name}” stands there twice")
        used.add(condition.pk)
        content.condition_links.create(order=order, condition=condition, note=line.note)
    for order, line in enumerate(page.references):
        content.references.create(order=order, **vars(line))


def _add_blocks(content, page):
    overview, _new = content.placeholders.get_or_create(slot="overview")
    questions, _new = content.placeholders.get_or_create(slot="questions")
    if page.overview:
        add_plugin(overview, "TextPlugin", page.language, body=to_html(page.overview))
    for question in page.questions:
        add_plugin(
            questions,
            "QuestionPlugin",
            page.language,
            question=question.question,
            answer=to_html(question.answer),
            kind=question.kind,
        )


def _add_doctors(treatment, page, is_new):
    """Only a new treatment takes the file's doctors: later they are the directory's business."""
    known = {doctor.slug: doctor for doctor in Doctor.objects.filter(slug__in=page.doctors)}
    if is_new:
        treatment.doctors.set(known.values())
    return [f"the doctor “{slug}”, who is not in the directory" for slug in page.doctors if slug not in known]
