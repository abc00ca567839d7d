"""Portraits of the doctors whom the demonstration invents: drawings that nobody mistakes for a photo.

How somebody looks stands beside the name in directory.yaml, so each picture is the same on every machine.
"""

from io import BytesIO

from . import clothes, faces, hair
from .pen import Pen, lighter

GROUNDS = {
    "water": "#bfe0d8",
    "sand": "#f0dfc0",
    "sky": "#c9dcec",
    "rose": "#f0d3c6",
    "leaf": "#d3e3bd",
    "dusk": "#d8cfe6",
}
USUAL = {"ground": "water", "hair_colour": "#241a18", "lashes": False}
SHOULDERS_ARE_HIGHER = 7


def draw(look):
    """The picture as a PNG file."""
    look = USUAL | look
    look["skin_shade"] = faces.shade_of(look)
    ground = GROUNDS[look["ground"]]
    pen = Pen(ground)
    pen.oval(100, 92, 72, 72, lighter(ground, 0.42))
    hair.behind(pen, look)
    pen.raised = SHOULDERS_ARE_HIGHER
    faces.draw_neck(pen, look)
    clothes.draw_clothes(pen, look)
    pen.raised = 0
    faces.draw_head(pen, look)
    if "beard" in look:
        faces.draw_beard(pen, look)
    hair.in_front(pen, look)
    faces.draw_worn(pen, look)
    out = BytesIO()
    pen.image.save(out, "PNG", compress_level=1)
    return out.getvalue()
