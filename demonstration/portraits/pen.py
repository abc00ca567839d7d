"""Draws flat shapes with smooth edges. Paths are written as in SVG, in a square of 200 by 200."""

import re
from itertools import pairwise

from PIL import Image, ImageChops, ImageColor, ImageDraw

SIDE = 1152  # twice what is kept: the photo path makes it smaller, which smooths the edges
CLOSE_UP = 1.17  # what is drawn lies around this place, larger than its numbers say
MIDDLE = (100, 96)
SCALE = SIDE / 200 * CLOSE_UP
STEPS = 14  # straight pieces of one curve
PIECE = re.compile(r"([MLCQZ])([^MLCQZ]*)")
NUMBER = re.compile(r"-?[\d.]+")
PAIR = re.compile(r"(-?[\d.]+)[ ,]+(-?[\d.]+)")


def corners(path):
    """The corners of a path that only knows M, L, Q, C and Z."""
    found = []
    for command, numbers in PIECE.findall(path):
        values = [float(number) for number in NUMBER.findall(numbers)]
        pairs = list(zip(values[::2], values[1::2], strict=True))
        handles = {"Q": 2, "C": 3}.get(command, 1)
        for start in range(0, len(pairs), handles):
            piece = pairs[start : start + handles]
            found += piece if handles == 1 else curve([found[-1], *piece])
    return found


def curve(handles):
    """Corners along a Bézier curve: halfway between neighbours again and again, until one is left."""
    found = []
    for step in range(1, STEPS + 1):
        share, row = step / STEPS, handles
        while len(row) > 1:
            row = [(a + (c - a) * share, b + (d - b) * share) for (a, b), (c, d) in pairwise(row)]
        found.append(row[0])
    return found


def mirrored(path):
    """The same path on the other side."""
    return PAIR.sub(lambda pair: f"{2 * MIDDLE[0] - float(pair[1]):g} {pair[2]}", path)


def mixed(colour, other, share):
    """A colour moved towards another one: 0 is the first, 1 the second."""
    pairs = zip(ImageColor.getrgb(colour), ImageColor.getrgb(other), strict=True)
    return "#{:02x}{:02x}{:02x}".format(*(round(a + (b - a) * share) for a, b in pairs))


def darker(colour, share):
    return mixed(colour, "#000000", share)


def lighter(colour, share):
    return mixed(colour, "#ffffff", share)


class Pen:
    def __init__(self, ground):
        self.image = Image.new("RGB", (SIDE, SIDE), ground)
        self.draw = ImageDraw.Draw(self.image)
        self.raised = 0  # draws this much higher than the numbers say

    def shape(self, path, colour, within=None):
        """A filled path; with `within`, only the part of it that lies in that other path."""
        if within is None:
            self.draw.polygon(self._placed(path), fill=colour)
        else:
            self.image.paste(colour, mask=ImageChops.multiply(self._mask(path), self._mask(within)))

    def oval(self, x, y, across, down, colour):
        (left, top), (right, bottom) = self._place((x - across, y - down)), self._place((x + across, y + down))
        self.draw.ellipse((left, top, right, bottom), fill=colour)

    def frame(self, x, y, across, down, colour, width):
        """The outline of a box with round corners."""
        box = [*self._place((x - across, y - down)), *self._place((x + across, y + down))]
        self.draw.rounded_rectangle(box, radius=down * 0.85 * SCALE, outline=colour, width=round(width * SCALE))

    def line(self, path, colour, width):
        """A line with round ends."""
        placed = self._placed(path)
        self.draw.line(placed, fill=colour, width=round(width * SCALE), joint="curve")
        half = width * SCALE / 2
        for x, y in (placed[0], placed[-1]):
            self.draw.ellipse((x - half, y - half, x + half, y + half), fill=colour)

    def both_shapes(self, path, colour):
        for side in (path, mirrored(path)):
            self.shape(side, colour)

    def both_lines(self, path, colour, width):
        for side in (path, mirrored(path)):
            self.line(side, colour, width)

    def _place(self, corner):
        x, y = corner
        return SIDE / 2 + (x - MIDDLE[0]) * SCALE, SIDE / 2 + (y - MIDDLE[1] - self.raised) * SCALE

    def _placed(self, path):
        return [self._place(corner) for corner in corners(path)]

    def _mask(self, path):
        image = Image.new("L", (SIDE, SIDE), 0)
        ImageDraw.Draw(image).polygon(self._placed(path), fill=255)
        return image
