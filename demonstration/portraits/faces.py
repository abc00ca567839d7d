"""Neck, head, and what is in a face."""

from .pen import mixed

INK = "#2a1c18"
SKINS = {"fair": "#dba57c", "wheat": "#c68a5e", "honey": "#b3744a", "brown": "#96593a", "deep": "#75432b"}
FACES = {
    "round": "M68 84C67 52 133 52 132 84C133 112 121 133 100 134C79 133 67 112 68 84Z",
    "oval": "M69 84C68 51 132 51 131 84C131 110 117 136 100 137C83 136 69 110 69 84Z",
    "square": "M67 84C66 51 134 51 133 84C134 108 126 128 113 134C107 137 93 137 87 134C74 128 66 108 67 84Z",
}
LIPS = "M88.5 116.5C94 118.6 106 118.6 111.5 116.5C110 124.6 105.5 127.4 100 127.4C94.5 127.4 90 124.6 88.5 116.5Z"
TEETH = (
    "M90.8 117.8C96 119.2 104 119.2 109.2 117.8C108.6 120.6 107.6 121.8 106.6 122.2"
    "C102.6 123 97.4 123 93.4 122.2C92.4 121.8 91.4 120.6 90.8 117.8Z"
)
FULL_BEARD = (
    "M60 92L69 92C70 102 74 108 80 110.5C86 107 94 108 100 111.5C106 108 114 107 120 110.5C126 108 130 102 131 92"
    "L140 92L138 144L62 144Z"
)
SHORT_BEARD = "M60 101L69 99C71 112 79 124.5 100 125.5C121 124.5 129 112 131 99L140 101L136 142L64 142Z"
MOUSTACHE = (
    "M83.5 117.6C88 110.4 96.4 110 100 112.6C103.6 110 112 110.4 116.5 117.6"
    "C110 116.8 104 117 100 116.2C96 117 90 116.8 83.5 117.6Z"
)
THIN_MOUSTACHE = (
    "M86.5 115.5C91 110.6 97 110.6 100 112.4C103 110.6 109 110.6 113.5 115.5"
    "C108 114.8 104 115 100 115.4C96 115 92 114.8 86.5 115.5Z"
)


def skin_of(look):
    return SKINS[look["skin"]]


def shade_of(look):
    return mixed(skin_of(look), "#4a1f10", 0.2)


def face_of(look):
    return FACES[look.get("face", "oval")]


def draw_neck(pen, look):
    wide = 17 if look.get("face") == "square" else 14
    neck = (
        f"M{100 - wide} 114L{100 - wide} 150C{100 - wide} 158 80 160 70 166L100 200L130 166"
        f"C120 160 {100 + wide} 158 {100 + wide} 150L{100 + wide} 114Z"
    )
    pen.shape(neck, skin_of(look))
    pen.shape("M60 118C70 146 86 156 100 156C114 156 130 146 140 118Z", shade_of(look), within=neck)


def draw_head(pen, look):
    skin, shade, face = skin_of(look), shade_of(look), face_of(look)
    for x in (67, 133):
        pen.oval(x, 96, 6.5, 9.5, skin)
        pen.oval(x, 97, 3.4, 5.6, shade)
    pen.shape(face, skin)
    pen.shape("M118 50C124 80 124 110 104 140L140 140L140 50Z", mixed(skin, shade, 0.45), within=face)
    for x in (80, 120):
        pen.oval(x, 110, 6.5, 4.6, mixed(skin, "#c4453a", 0.16))
    draw_eyes(pen, look)
    if "lines" in look:
        draw_lines(pen, shade)
    pen.line("M100.5 97C99 102 97 106 97.4 108.4C98.5 110.4 102 110.2 103.4 109", mixed(shade, INK, 0.15), 2)
    draw_mouth(pen, look)


def draw_eyes(pen, look):
    for x in (86, 114):
        pen.oval(x, 96, 3.5, 4.1, INK)
        pen.oval(x + 1.1, 94.5, 1.2, 1.2, "#ffffff")
    pen.both_lines("M78.5 87.5C82 83.6 88 83.2 93 85.6", mixed(look["hair_colour"], INK, 0.5), 2.6)
    if look["lashes"]:
        pen.both_lines("M80.2 94.6C82.4 91 88 90.4 91 93.2", INK, 1.7)
        pen.both_lines("M80.6 94.4L78.4 92.6", INK, 1.3)


def draw_lines(pen, shade):
    """Of somebody who has smiled for many years."""
    pen.both_lines("M75.6 98L72.4 96.4", shade, 1.1)
    pen.both_lines("M75.6 100.6L72.6 101.4", shade, 1.1)
    pen.both_lines("M88.5 111C85.6 113.6 84.8 116 84.8 118.4", shade, 1.3)


def draw_mouth(pen, look):
    lips = mixed(skin_of(look), "#7c2f2a", 0.62)
    if look.get("smile") == "wide":
        pen.shape(LIPS, lips)
        pen.shape(TEETH, "#fffaf3")
    else:
        pen.line("M90 118.5C94.4 123.4 105.6 123.4 110 118.5", lips, 2.7)


def draw_beard(pen, look):
    colour = look["hair_colour"]
    if look["beard"] == "full":
        pen.shape(FULL_BEARD, colour, within=face_of(look))
        pen.shape(
            "M90 117.5C95 119.4 105 119.4 110 117.5C108 124.4 92 124.4 90 117.5Z", mixed(skin_of(look), "#7c2f2a", 0.5)
        )
    elif look["beard"] == "short":
        pen.shape(SHORT_BEARD, mixed(colour, skin_of(look), 0.35), within=face_of(look))
        pen.shape(THIN_MOUSTACHE, colour)
        draw_mouth(pen, look)
    else:
        pen.shape(MOUSTACHE, colour)


def draw_worn(pen, look):
    """What is worn in a face."""
    if rim := look.get("glasses"):
        for x in (86, 114):
            pen.frame(x, 96.2, 10.5, 9.3, rim, 1.9)
        pen.line("M96.6 95C98.6 93.4 101.4 93.4 103.4 95", rim, 1.9)
        pen.both_lines("M75.4 94L67.5 92", rim, 1.9)
    if "bindi" in look:
        pen.oval(100, 81.5, 1.9, 1.9, look["bindi"])
    if "earrings" in look:
        for x in (66.5, 133.5):
            pen.oval(x, 107, 2.4, 2.4, look["earrings"])
