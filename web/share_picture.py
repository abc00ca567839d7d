"""The picture that goes with a shared link: like the top of the page it leads to."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from threading import Lock

from django.utils.text import Truncator
from PIL import Image, ImageDraw, ImageOps

from .share_letters import Words

SIZE = WIDTH, HEIGHT = 1200, 630
# As in static/css/tokens.css.
PAPER, INK, INK_SOFT, GOLD_LINE = "#ffffff", "#12211e", "#45544f", "#b4822a"
HERO, HERO_GLOW, ON_HERO, ON_HERO_SOFT, GOLD, BRAND = "#084742", "#0a564f", "#ffffff", "#cfe3dd", "#f5c451", "#0b5d57"
MARGIN, BAR = 72, 128
TITLE_SIZES = (84, 74, 66, 58, 50, 44)
MOST_LINES = 3
LONGEST_TITLE = 110
PHOTO = 300
FINER = 4  # shapes are drawn so many times larger and made smaller again: Pillow's own edges are rough

one_at_a_time = Lock()  # fonts are shared, and nobody should keep all processors busy with pictures


@dataclass(frozen=True)
class Shared:
    """What stands on the picture. Each text comes with the language it is in."""

    language: str
    kind: tuple
    title: tuple
    below: tuple = ("", "en")
    hospital: tuple = ("", "en")
    place: tuple = ("", "en")
    photo: object = None


def draw(shared):
    """The picture as PNG."""
    with one_at_a_time:
        image = ground(shared.language == "ar").copy()
        pen = ImageDraw.Draw(image)
        sides = Sides(shared.language == "ar")
        draw_bar(image, pen, sides, shared)
        photo = shared.photo and circle(shared.photo)
        if photo:
            image.paste(photo, (sides.from_end(MARGIN, PHOTO), BAR + (HEIGHT - BAR - PHOTO) // 2), photo)
        draw_words(pen, sides, shared, WIDTH - 2 * MARGIN - (PHOTO + 48 if photo else 0))
        out = BytesIO()
        image.save(out, "PNG", compress_level=6)
        return out.getvalue()


class Sides:
    """Where a line begins and ends: from the left, or in Arabic from the right."""

    def __init__(self, rtl):
        self.rtl = rtl

    def from_start(self, distance, width=0):
        return WIDTH - distance - width if self.rtl else distance

    def from_end(self, distance, width=0):
        return distance if self.rtl else WIDTH - distance - width

    def write(self, pen, words, distance, y, line, colour):
        """Begins at the start of the picture, also where the words themselves go the other way."""
        width = words.width_of(line)
        left = self.from_start(distance, width)
        words.draw(pen, (left + width if words.is_rtl else left, y), line, colour)


def draw_bar(image, pen, sides, shared):
    """The header of the site: its mark, the hospital's name, and the double line."""
    pen.rectangle((0, 0, WIDTH, BAR - 12), fill=PAPER)
    for top in (BAR - 12, BAR - 5):
        pen.rectangle((0, top, WIDTH, top + 3), fill=GOLD_LINE)
    pen.rectangle((0, BAR - 8, WIDTH, BAR - 6), fill=PAPER)
    picture = mark()
    image.paste(picture, (sides.from_start(MARGIN, picture.width), 22), picture)
    name = Words(*shared.hospital, 34, 700)
    place = Words(*shared.place, 24)
    room = WIDTH - 2 * MARGIN - 96
    sides.write(pen, name, MARGIN + 96, 58 if place.text else 72, name.cut(name.text, room), INK)
    sides.write(pen, place, MARGIN + 96, 96, place.cut(place.text, room), INK_SOFT)


def draw_words(pen, sides, shared, room):
    kind, below = Words(*shared.kind, 32, 600), Words(*shared.below, 34)
    below_height = below.line_height + 16 if below.text else 0
    kind_height = 64 if kind.text else 0
    title, lines = fitted(shared.title, room, HEIGHT - BAR - 64 - kind_height - below_height)
    y = BAR + (HEIGHT - BAR - kind_height - title.line_height * len(lines) - below_height) // 2
    sides.write(pen, kind, MARGIN, y + 34, kind.cut(kind.text, room), GOLD)
    y += kind_height
    for line in lines:
        sides.write(pen, title, MARGIN, y + round(title.line_height * 0.78), line, ON_HERO)
        y += title.line_height
    sides.write(pen, below, MARGIN, y + 16 + round(below.line_height * 0.78), below.cut(below.text, room), ON_HERO_SOFT)


def fitted(title, width, height):
    """The title as large as there is room for it."""
    text, language = title
    for size in TITLE_SIZES:
        words = Words(Truncator(text).chars(LONGEST_TITLE), language, size, 700)
        lines = words.lines(width)
        if len(lines) <= MOST_LINES and len(lines) * words.line_height <= height:
            break
    return words, lines[:MOST_LINES]


@lru_cache(maxsize=2)
def ground(rtl):
    """The deep green with its glow above and its rings around a lower corner."""
    glow = ImageOps.invert(Image.radial_gradient("L")).resize((2 * WIDTH, 2 * HEIGHT))
    glow = glow.crop((WIDTH // 4, HEIGHT, WIDTH // 4 + WIDTH, 2 * HEIGHT))
    image = Image.composite(Image.new("RGB", SIZE, HERO_GLOW), Image.new("RGB", SIZE, HERO), glow)
    rings = Image.new("L", (WIDTH * 2, HEIGHT * 2))
    pen = ImageDraw.Draw(rings)
    x, y = WIDTH * 2, round(HEIGHT * 2 * 1.18)
    for radius in range(72, 3200, 72):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=20, width=4)
    image.paste(ON_HERO, mask=rings.resize(SIZE, Image.Resampling.LANCZOS))
    return ImageOps.mirror(image) if rtl else image


@lru_cache(maxsize=1)
def mark():
    """The sign in static/images/icon.svg, whose square has a side of 36."""
    side = 76
    scale = side * FINER / 36
    image = Image.new("RGBA", (side * FINER, side * FINER))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, side * FINER - 1, side * FINER - 1), 9 * scale, fill=BRAND)
    stroke(pen, [(18, 8), (18, 22)], 4.5, scale, ON_HERO)
    stroke(pen, [(11, 15), (25, 15)], 4.5, scale, ON_HERO)
    stroke(
        pen,
        [*curve((7, 27), (10.7, 24), (14.3, 24), (18, 27)), *curve((18, 27), (21.7, 30), (25.3, 30), (29, 27))],
        2.5,
        scale,
        GOLD,
    )
    return image.resize((side, side), Image.Resampling.LANCZOS)


def stroke(pen, points, width, scale, colour):
    points = [(x * scale, y * scale) for x, y in points]
    radius = width * scale / 2
    pen.line(points, fill=colour, width=round(2 * radius), joint="curve")
    for x, y in (points[0], points[-1]):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def curve(*four, steps=24):
    """Points of a Bézier curve."""
    for step in range(steps + 1):
        t = step / steps
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        yield tuple(sum(weight * point[axis] for weight, point in zip(weights, four, strict=True)) for axis in (0, 1))


def circle(file):
    """A photo, round, with a white ring; None if it cannot be read any more."""
    try:
        with file.open() as opened, Image.open(opened) as image:
            photo = ImageOps.fit(image.convert("RGB"), (PHOTO, PHOTO), Image.Resampling.LANCZOS)
    except OSError:
        return None
    large = PHOTO * FINER
    mask, ring = Image.new("L", (large, large)), Image.new("L", (large, large))
    ImageDraw.Draw(mask).ellipse((0, 0, large - 1, large - 1), fill=255)
    ImageDraw.Draw(ring).ellipse((0, 0, large - 1, large - 1), outline=255, width=6 * FINER)
    photo.paste(ON_HERO, mask=ring.resize((PHOTO, PHOTO), Image.Resampling.LANCZOS))
    photo.putalpha(mask.resize((PHOTO, PHOTO), Image.Resampling.LANCZOS))
    return photo
