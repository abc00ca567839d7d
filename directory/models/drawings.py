"""The pictures that a department or a treatment can have: those of static/images/drawings.svg."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Drawing(models.TextChoices):
    HOSPITAL = "hospital", _("Hospital")
    BRAIN = "brain", _("Brain and nerves")
    EYE = "eye", _("Eye")
    EAR = "ear", _("Ear")
    TOOTH = "tooth", _("Tooth")
    LUNGS = "lungs", _("Lungs")
    HEART = "heart", _("Heart")
    STOMACH = "stomach", _("Stomach")
    KIDNEYS = "kidneys", _("Kidneys")
    BLADDER = "bladder", _("Kidneys and bladder")
    BONES = "bones", _("Bones and joints")
    MOTHER = "mother", _("Mother and baby")
    CHILD = "child", _("Child")
    SURGERY = "surgery", _("Operation")
    DRIP = "drip", _("Drip and armchair")
    INJECTION = "injection", _("Injection")
    MEDICINES = "medicines", _("Medicines")
    STETHOSCOPE = "stethoscope", _("Stethoscope")
    LABORATORY = "laboratory", _("Microscope")
