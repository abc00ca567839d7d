"""What is worn: a white coat over something, or what surgeons wear."""

from .pen import darker, lighter, mirrored, mixed

WHITE, FOLD = "#fbfaf5", "#dfe5df"
GOLD = "#c9973a"
TUBE = "#24484a"
CLOSED = "M16 214C18 182 32 168 60 160C70 157 78 154 83 150L117 150C122 154 130 157 140 160C168 168 182 182 184 214Z"
V_NECK = (
    "M16 214C18 182 32 168 60 160C70 157 77 155 81 152L100 180L119 152C123 155 130 157 140 160C168 168 182 182 184 214Z"
)
ROUND_NECK = (
    "M16 214C18 182 32 168 60 160C70 157 77 155 81 152C83 166 91 173 100 173C109 173 117 166 119 152"
    "C123 155 130 157 140 160C168 168 182 182 184 214Z"
)


def draw_clothes(pen, look):
    WORN[look["wears"]](pen, look)
    if look["wears"] != "scrubs":
        draw_coat(pen)
    if look.get("stethoscope"):
        draw_stethoscope(pen)


def draw_coat(pen):
    for turn in (str, mirrored):
        pen.shape(turn("M16 214C18 182 32 168 60 160C69 157.4 75 155 80 151C77 168 84 192 97 214Z"), WHITE)
        lapel = (
            "M80 150C72 155 67 158 63 160C61 170 63 178 67 184L77 182L75 189C82 198 89 205 95 211C86 190 78 168 80 150Z"
        )
        pen.shape(turn(lapel), mixed(WHITE, FOLD, 0.6))
        pen.line(turn("M80 151C78 168 85 190 96 212"), mixed(FOLD, "#8fa39c", 0.35), 1.1)
        pen.line(turn("M40 212C41 198 42 191 44 185"), FOLD, 1.6)


def draw_stethoscope(pen):
    pen.line("M70 156C64 168 68 180 74 188", TUBE, 3.4)
    pen.line("M130 156C136 166 134 174 129 181", TUBE, 3.4)
    pen.oval(128, 185, 6.4, 6.4, "#b9c6c3")
    pen.oval(128, 185, 3.6, 3.6, "#e9efec")


def shirt(pen, look):
    cloth = look["cloth"]
    pen.shape(CLOSED, cloth)
    pen.shape("M84 149L100 167L116 149L112 144L88 144Z", look["skin_shade"])
    pen.both_shapes("M84 146L100 167L91 178L76 155Z", lighter(cloth, 0.45))
    pen.both_lines("M84 147L100 167L91.5 177", darker(cloth, 0.14), 1)
    if "tie" in look:
        pen.shape("M94.5 167L105.5 167L103.4 176L109 214L91 214L96.6 176Z", look["tie"])
        pen.line("M96.4 176L103.6 176", darker(look["tie"], 0.25), 1.4)
    else:
        for y in (177, 189):
            pen.oval(100, y, 1.6, 1.6, darker(cloth, 0.35))


def kurta(pen, look):
    cloth = look["cloth"]
    pen.shape(CLOSED, cloth)
    pen.shape("M84 149L100 164L116 149L112 144L88 144Z", look["skin_shade"])
    pen.both_shapes("M84 144C86 154 93 161 100 164L100 172C90 168 80 160 78 150Z", lighter(cloth, 0.22))
    pen.line("M100 170L100 214", darker(cloth, 0.22), 1.4)
    for y in (178, 189):
        pen.oval(100, y, 1.7, 1.7, look["buttons"])


def sari(pen, look):
    """A blouse, and the sari over one shoulder with its double gold border."""
    cloth = look["cloth"]
    pen.shape(ROUND_NECK, look["blouse"])
    drape = "M117 151C122 155 130 157 140 160C154 164 164 170 170 178L124 214L52 214C82 198 104 176 117 151Z"
    pen.shape(drape, cloth)
    for path in (
        "M128 158C116 180 98 198 76 213",
        "M142 162C130 184 114 200 96 213",
        "M156 168C146 186 132 202 116 213",
    ):
        pen.line(path, darker(cloth, 0.1), 1.4)
    pen.line("M115.5 154C104 177 83 199 53 213", GOLD, 3.4)
    pen.line("M121.5 156C109 181 89 202 64 214", GOLD, 1.4)


def kameez(pen, look):
    """With a stole over both shoulders."""
    cloth, stole = look["cloth"], look["stole"]
    pen.shape(ROUND_NECK, cloth)
    pen.line("M82 154C84 167 91 174.6 100 174.6C109 174.6 116 167 118 154", lighter(cloth, 0.45), 2)
    for turn in (str, mirrored):
        pen.shape(turn("M62 160C70 157 76 155 81 151C79 172 81 192 88 214L58 214C54 194 55 176 62 160Z"), stole)
        pen.line(turn("M72 159C69 176 71 194 76 212"), darker(stole, 0.12), 1.3)


def under_scarf(pen, look):
    pen.shape(CLOSED, darker(look["cloth"], 0.3))


def scrubs(pen, look):
    cloth = look["cloth"]
    pen.shape(V_NECK, cloth)
    for turn in (str, mirrored):
        pen.shape(turn("M82 148L100 178L100 187L75 154.6Z"), lighter(cloth, 0.18))
        pen.line(turn("M50 214C50 200 52 188 56 181"), darker(cloth, 0.16), 1.6)
    pen.shape("M122 186L142 186L142 206L122 206Z", lighter(cloth, 0.1))
    pen.line("M122 186L142 186", darker(cloth, 0.16), 1.4)


WORN = {"shirt": shirt, "kurta": kurta, "sari": sari, "kameez": kameez, "scarf": under_scarf, "scrubs": scrubs}
