"""How a page looks when somebody shares its link: title, sentence, and a picture with the title on it."""

from io import BytesIO

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw, ImageFont

from content.models import Condition, Treatment, TreatmentContent
from directory.models import Department, Doctor, Hospital, Location
from hospital_site.translated_text import MAIN_LANGUAGE

SIZE = (1200, 630)
GROUND, INK, GOLD = "#084742", "#ffffff", "#f2b53c"
MARGIN = 80
ONE_DAY = 86_400
KINDS = {
    "treatments": Treatment.objects,
    "conditions": Condition.objects,
    "doctors": Doctor.objects.with_page(),
    "departments": Department.objects,
    "locations": Location.objects,
}


def picture_address(kind, slug):
    return settings.SITE_ADDRESS + reverse("share_picture", args=[kind, slug])


@require_safe
def share_picture(request, kind, slug):
    found = KINDS[kind].filter(slug=slug).first() if kind in KINDS else None
    if found is None:
        raise Http404
    hospital = Hospital.objects.first()
    picture = draw(title_to_draw(found), drawable(hospital.name) if hospital else "")
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": f"public, max-age={ONE_DAY}"})


def title_to_draw(thing):
    """In Latin letters: Pillow's own font has no others, and the site depends on no font of the machine."""
    if isinstance(thing, Treatment):
        contents = TreatmentContent.objects.filter(treatment=thing, language=MAIN_LANGUAGE)
        return getattr(contents.first(), "title", "") or str(thing)
    return drawable(getattr(thing, "full_name", None) or thing.name)


def drawable(name):
    return name.in_language(MAIN_LANGUAGE)[0]


def draw(title, hospital_name):
    image = Image.new("RGB", SIZE, GROUND)
    pen = ImageDraw.Draw(image)
    pen.rectangle((MARGIN, MARGIN, MARGIN + 120, MARGIN + 10), fill=GOLD)
    large, small = ImageFont.load_default(76), ImageFont.load_default(40)
    lines = wrapped(pen, Truncator(title).chars(110), large)
    pen.multiline_text((MARGIN, MARGIN + 60), "\n".join(lines), font=large, fill=INK, spacing=18)
    pen.text((MARGIN, SIZE[1] - MARGIN - 40), hospital_name, font=small, fill=GOLD)
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def wrapped(pen, text, font):
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and pen.textlength(longer, font=font) > SIZE[0] - 2 * MARGIN:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def share_values(context):
    """What the page in this template context is about; None for pages that are about nothing in particular."""
    if content := context.get("content"):
        treatment = getattr(content, "treatment", None)
        return treatment and ("treatments", treatment.slug, content.title, content.lead)
    for name in ("doctor", "condition", "department", "location"):
        if thing := context.get(name):
            text = next((str(getattr(thing, field)) for field in DESCRIBED_BY[name] if getattr(thing, field)), "")
            return f"{name}s", thing.slug, str(getattr(thing, "full_name", thing.name)), text
    return None


DESCRIBED_BY = {
    "doctor": ["role"],
    "condition": ["explanation"],
    "department": ["plain_name"],
    "location": ["address"],
}
