"""Hair and head scarves: one part behind the head, one in front of it."""

from .faces import skin_of
from .pen import darker, lighter

LONG = "M62 78C58 40 142 40 138 78C141 112 148 140 146 176C132 186 68 186 54 176C52 140 59 112 62 78Z"
BOB = "M60 84C54 38 146 38 140 84C144 110 143 128 136 137C126 144 74 144 64 137C57 128 56 110 60 84Z"
CLOSE = "M63 84C58 40 142 40 137 84C138 102 134 120 120 130L80 130C66 120 62 102 63 84Z"
CENTRE_PARTING = (
    "M100 60C84 64 73 76 69 97C62 92 61 82 63 74C66 54 82 46 100 46C118 46 134 54 137 74C139 82 138 92 131 97"
    "C127 76 116 64 100 60Z"
)
SIDE_PARTING = (
    "M113 58C100 72 82 76 70 98C61 92 61 80 63 73C67 53 84 45 102 46C122 46 135 56 137 75C139 84 138 92 131 98"
    "C130 82 124 68 113 58Z"
)
FRINGE = (
    "M68 98C60 90 60 78 63 72C67 52 84 45 101 45C120 45 134 53 137 72C140 80 139 92 132 98C131 88 128 82 124 77"
    "C108 82 90 80 80 74C74 80 70 88 68 98Z"
)
SHORT = (
    "M67 94C64 88 62 78 64 68C67 50 84 42 103 43C124 43 137 53 136 70C136 80 135 88 133 94C131 88 130 82 128 76"
    "C120 74 112 70 108 64C98 72 82 74 73 75C70 80 69 88 67 94Z"
)
SWEPT_BACK = (
    "M67 95C63 86 62 76 65 66C70 48 88 40 106 41C126 42 138 54 136 72C136 82 135 89 133 95C131 86 130 78 126 70"
    "C116 62 90 60 76 70C71 78 69 86 67 95Z"
)
WAVES = (
    "M66 95C61 84 61 74 65 65C63 56 74 46 86 47C94 38 112 39 118 46C131 46 139 57 136 67C139 77 137 88 134 95"
    "C132 88 131 82 127 77C122 79 117 75 114 70C108 76 100 75 96 70C91 76 84 76 79 72C73 78 68 86 66 95Z"
)
UNDER_CURLS = (
    "M68 92C64 84 63 76 66 68L134 68C137 76 136 84 132 92C131 84 129 79 126 75C112 79 88 79 74 75C71 79 69 84 68 92Z"
)
CURLS = [
    *[(70, 66, 9), (76, 56, 10), (87, 49, 11), (100, 46, 12), (113, 49, 11), (124, 56, 10)],
    *[(130, 66, 9), (94, 59, 12), (108, 60, 12), (82, 66, 9), (119, 67, 9)],
]
SCARF_BEHIND = "M58 84C52 34 148 34 142 84C146 118 150 146 170 180L30 180C50 146 54 118 58 84Z"
SCARF_AROUND = (
    "M100 43C74 43 57 58 58 88C59 114 66 136 76 150C90 160 110 160 124 150C134 136 141 114 142 88C143 58 126 43 100 43Z"
    "M100 62C120 62 129 74 129 90C129 112 117 134 100 134C83 134 71 112 71 90C71 74 80 62 100 62Z"
)
SCARF_ENDS = (
    "M66 128C80 146 116 152 136 124C142 140 156 156 164 172C150 184 120 190 92 186C70 184 50 178 40 170"
    "C54 156 62 142 66 128Z"
)


def behind(pen, look):
    if draw := BEHIND.get(look["hair"]):
        draw(pen, look["hair_colour"], look)


def in_front(pen, look):
    FRONT[look["hair"]](pen, look["hair_colour"], look)


def long_behind(pen, colour, look):
    pen.shape(LONG, darker(colour, 0.25))


def bob_behind(pen, colour, look):
    pen.shape(BOB, darker(colour, 0.25))


def plait_behind(pen, colour, look):
    pen.shape(CLOSE, darker(colour, 0.22))


def bun_behind(pen, colour, look):
    pen.oval(100, 45, 21, 17, darker(colour, 0.12))
    if "flowers" in look:
        for x, y in ((79, 51), (83.5, 43.5), (91, 38.5), (100, 37), (109, 38.5), (116.5, 43.5), (121, 51)):
            pen.oval(x, y, 4.6, 4.6, "#fdf8ea")
            pen.oval(x, y, 1.5, 1.5, "#efdfa6")


def low_bun_behind(pen, colour, look):
    pen.shape(CLOSE, darker(colour, 0.22))
    pen.oval(129, 126, 14, 13, darker(colour, 0.1))
    pen.line("M122 120C128 117 135 120 138 126", lighter(colour, 0.12), 1.6)


def centre_parting(pen, colour, look):
    pen.shape(CENTRE_PARTING, colour)
    pen.line("M100 47C100 52 100 56 100 60", lighter(colour, 0.18), 1.2)
    pen.line("M91 51C81 56 74 64 71 74", lighter(colour, 0.14), 1.6)


def side_parting(pen, colour, look):
    pen.shape(SIDE_PARTING, colour)
    pen.line("M110 50C98 56 84 60 74 72", lighter(colour, 0.14), 1.8)


def fringe(pen, colour, look):
    pen.shape(FRINGE, colour)
    pen.line("M84 52C78 56 74 62 72 68", lighter(colour, 0.14), 1.8)


def plait_over_the_shoulder(pen, colour, look):
    centre_parting(pen, colour, look)
    pen.shape("M128 110C134 104 143 106 146 114L149 176C147 183 140 183 138 176Z", darker(colour, 0.2))
    for step in range(9):
        x, y, half = 137.5 + step * 0.7, 113 + step * 7.4, 9.2 - step * 0.4
        for side in (-1, 1):
            strand = (
                f"M{x} {y + 10}C{x + side * half} {y + 6} {x + side * (half + 2)} {y - 2} {x + side * half} {y - 6}"
                f"C{x + side * 2} {y - 4} {x - side} {y + 2} {x} {y + 10}Z"
            )
            pen.shape(strand, lighter(colour, 0.12 if step % 2 else 0.04))
    pen.line("M138.5 175L148 175", look["earrings"], 2.6)


def short(pen, colour, look):
    pen.shape(SHORT, colour)
    pen.line("M106 49C96 54 84 56 75 60", lighter(colour, 0.15), 2)


def swept_back(pen, colour, look):
    pen.shape(SWEPT_BACK, colour)
    for path in ("M80 60C86 52 96 48 104 48", "M92 58C98 52 108 50 116 53"):
        pen.line(path, lighter(colour, 0.14), 1.8)


def waves(pen, colour, look):
    pen.shape(WAVES, colour)
    for path in ("M82 56C88 50 95 50 100 54", "M106 54C112 49 120 51 124 57"):
        pen.line(path, lighter(colour, 0.14), 1.8)


def curly(pen, colour, look):
    pen.shape(UNDER_CURLS, colour)
    for x, y, size in CURLS:
        pen.oval(x, y, size, size, colour)
    for path in ("M84 54C86 50 91 48 94 50", "M103 52C106 48 112 49 114 53", "M92 64C95 60 100 60 102 63"):
        pen.line(path, lighter(colour, 0.16), 1.6)


def receding(pen, colour, look):
    """Little on top, hair at the sides."""
    pen.shape("M70 80C67 42 133 42 130 80Z", skin_of(look))
    pen.line("M86 58C91 54 98 53 104 54", lighter(skin_of(look), 0.22), 2.2)
    pen.both_shapes("M69 99C62 93 60 80 64.5 70C66.5 64 71 60 77 57C76 64 75 71 72.5 78C70.5 85 71 92 69 99Z", colour)


def scarf_behind(pen, colour, look):
    pen.shape(SCARF_BEHIND, darker(look["cloth"], 0.16))


def scarf(pen, colour, look):
    cloth = look["cloth"]
    pen.shape(SCARF_AROUND, cloth)
    pen.shape(SCARF_ENDS, cloth)
    for path in ("M74 142C92 154 118 152 136 134", "M70 154C92 170 124 168 146 150"):
        pen.line(path, darker(cloth, 0.12), 1.8)
    pen.line("M62 164C84 180 112 182 134 174", lighter(cloth, 0.22), 1.6)
    pen.line("M72 66C78 56 88 51 98 50", lighter(cloth, 0.2), 1.8)


BEHIND = {
    "long": long_behind,
    "bob": bob_behind,
    "fringe": bob_behind,
    "bun": bun_behind,
    "plait": plait_behind,
    "low bun": low_bun_behind,
    "scarf": scarf_behind,
}
FRONT = {
    "long": centre_parting,
    "bob": side_parting,
    "fringe": fringe,
    "bun": centre_parting,
    "plait": plait_over_the_shoulder,
    "low bun": side_parting,
    "short": short,
    "swept back": swept_back,
    "curly": curly,
    "receding": receding,
    "waves": waves,
    "scarf": scarf,
}
