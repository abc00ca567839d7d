"""Every component of the look in every state, for those who change it: /styleguide/, also ?language=ar.

Parts of pages are shown by the templates that pages use, with samples in place of rows.
"""

from datetime import timedelta
from types import SimpleNamespace

from django import forms
from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, override
from django.views.decorators.http import require_safe

from common.phone_field import PhoneField
from common.text.form_fields import NameField, WordsField
from common.text.translated_text import TranslatedText
from directory.models import Department, Drawing, Location

ADDRESS = "/styleguide/#main"


class SampleForm(forms.Form):
    """One field of each kind; the words are those of real forms."""

    full_name = NameField(label=gettext_lazy("Full name of the patient"))
    phone = PhoneField(
        label=gettext_lazy("Phone number"),
        help_text=gettext_lazy("We will call this number to agree a time. Outside India, include the country code."),
        error_messages={"required": gettext_lazy("Enter your phone number")},
    )
    day = forms.DateField(
        label=gettext_lazy("A day that suits you (optional)"),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )
    location = forms.ChoiceField(
        label=gettext_lazy("Where would you like to come? (optional)"),
        choices=[("", gettext_lazy("Any location"))],
        required=False,
    )
    emergency = forms.ChoiceField(
        label=gettext_lazy("Does the patient have any of these signs now?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose yes or no")},
    )
    phone_on_whatsapp = forms.BooleanField(label=gettext_lazy("This number is on WhatsApp"), required=False)
    wish = WordsField(
        label=gettext_lazy("What would you like to change?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what you would like to change")},
    )


@require_safe
def styleguide(request):
    if not (settings.DEBUG or request.user.is_staff):
        raise Http404
    wanted = request.GET.get("language")
    with override(wanted if wanted in dict(settings.LANGUAGES) else get_language()):
        return render(request, "demonstration/styleguide.html", samples())


def samples():
    today = timezone.localdate()
    doctor = SimpleNamespace(
        slug="sample", get_absolute_url=ADDRESS, full_name=NAMES["doctor"], role=NAMES["department"],
        languages_display=[name for _code, name in settings.LANGUAGES], can_be_asked_for=True,
    )  # fmt: skip
    treatment = SimpleNamespace(title=NAMES["treatment"], lead=NAMES["lead"], get_absolute_url=ADDRESS)
    wrong = SampleForm({"full_name": str(NAMES["doctor"])}, auto_id="wrong_%s")
    return {
        "languages": settings.LANGUAGES,
        "drawings": Drawing.choices,
        "names": NAMES,
        "right": SampleForm(auto_id="right_%s"),
        "wrong": wrong,
        "problems": wrong.errors,
        "department": Department(slug="sample", name=NAMES["department"], plain_name=NAMES["lead"]),
        "location": Location(slug="sample", name=NAMES["location"], address=NAMES["city"], has_emergency=True),
        "doctors": [doctor, SimpleNamespace(**vars(doctor) | {"can_be_asked_for": False})],
        "treatments": [treatment, SimpleNamespace(**vars(treatment) | {"lead": ""})],
        "letters": [(str(name)[0], []) for name in NAMES.values()],
        "signs": [NAMES["sign"], NAMES["lead"]],
        "testimonials": [SimpleNamespace(words=str(NAMES["lead"]), shown_name=NAMES["doctor"])],
        "question_list": [SimpleNamespace(anchor=name, question=NAMES[name]) for name in ("treatment", "lead")],
        "sample": SimpleNamespace(last_reviewed=today, next_review=today + timedelta(days=365), treatment=doctor),
        "urgent_signs": True,
        "page": SimpleNamespace(number=2, paginator=SimpleNamespace(num_pages=3)),
        "day": today,
        "request_url": ADDRESS,
    }


NAMES = {
    name: TranslatedText(zip(("en", "ml", "hi", "ar"), texts, strict=True))
    for name, texts in {
        "department": ("Sample department", "മാതൃകാ വിഭാഗം", "नमूना विभाग", "قسم نموذجي"),
        "doctor": ("Dr Sample Person", "ഡോ. മാതൃക", "डॉ. नमूना", "د. نموذج"),
        "location": ("Sample campus", "മാതൃകാ കാമ്പസ്", "नमूना परिसर", "فرع نموذجي"),
        "city": ("Sample town", "മാതൃകാ നഗരം", "नमूना नगर", "مدينة نموذجية"),
        "treatment": ("A sample treatment", "ഒരു മാതൃകാ ചികിത്സ", "एक नमूना इलाज", "علاج نموذجي"),
        "sign": ("a sign of danger", "അപകട ലക്ഷണം", "ख़तरे का लक्षण", "علامة خطر"),
        "lead": (
            "What the page is about, in one sentence that is long enough to need a second line on a phone.",
            "പേജ് എന്തിനെക്കുറിച്ചാണെന്ന് ഒരു വാക്യത്തിൽ; ഫോണിൽ രണ്ടാമതൊരു വരി വേണ്ടിവരുന്ന നീളത്തിൽ.",
            "पेज किस बारे में है, एक वाक्य में, इतना लंबा कि फ़ोन पर दूसरी पंक्ति लगे।",
            "موضوع الصفحة في جملة واحدة، طويلة بما يكفي لتحتاج إلى سطر ثانٍ على الهاتف.",
        ),
    }.items()
}
