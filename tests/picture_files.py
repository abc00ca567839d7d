"""Pictures as people upload them: every kind that we could think of, with what becomes of each."""

import struct
import zlib
from io import BytesIO

from PIL import Image

SIZE = (64, 48)


def saved(picture, kind, **options):
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def photo(kind="JPEG", size=SIZE, mode="RGB", **options):
    """Soft like a photo, so that it is small."""
    soft = Image.effect_noise((16, 12), 90).resize(size, Image.Resampling.BICUBIC)
    return saved(soft.convert(mode), kind, **options)


def drawing(inside=b'<circle cx="9" cy="9" r="9"/>', size=b'viewBox="0 0 40 30"'):
    return b'<svg xmlns="http://www.w3.org/2000/svg" ' + size + b">" + inside + b"</svg>"


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def empty_png(width, height):
    """A small file that claims any number of pixels."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * (height * ((width + 7) // 8 + 1)), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def grey_of_16_bits(*values, **options):
    picture = Image.new("I;16", (len(values), 1))
    picture.putdata(values)
    return saved(picture, "PNG", **options)


def moving(kind):
    frames = [Image.new("RGB", SIZE, colour) for colour in ("red", "green", "blue")]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def wide_gamut():
    """A colour profile as new phones have it (Display P3), written by hand: its red lies outside the usual ones."""

    def number(value):
        return struct.pack(">i", round(value * 65536))

    def place(*values):
        return b"XYZ \0\0\0\0" + b"".join(map(number, values))

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    text = b"desc\0\0\0\0" + struct.pack(">I", 3) + b"P3\0" + b"\0" * 79
    tags = {
        b"desc": text,
        b"wtpt": place(0.9642, 1, 0.8249),
        b"rXYZ": place(0.5151, 0.2412, -0.0011),
        b"gXYZ": place(0.2920, 0.6922, 0.0419),
        b"bXYZ": place(0.1571, 0.0666, 0.7841),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body, start = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        value += b"\0" * (-len(value) % 4)
        table += name + struct.pack(">II", start + len(body), len(value))
        body += value
    header = struct.pack(">I", start + len(body)) + b"\0\0\0\0\x02\x10\0\0mntrRGB XYZ " + b"\0" * 12 + b"acsp"
    header += b"\0" * (68 - len(header)) + number(0.9642) + number(1) + number(0.8249)
    return header + b"\0" * (128 - len(header)) + table + body


def with_notes():
    """What a phone writes into a photo: how it was held, and where."""
    notes = Image.Exif()
    notes[0x0112] = 6
    notes[0x010E] = "Ward 7, bed 3"
    notes.get_ifd(0x8825).update({1: "N", 2: (11.0, 15.0, 0.0), 3: "E", 4: (75.0, 46.0, 0.0)})
    return notes


TAKEN = {
    "photo.jpg": photo(),
    "grey.jpg": photo(mode="L"),
    "print-colours.jpg": photo(mode="CMYK"),
    "progressive.jpg": photo(progressive=True),
    "two-in-one-as-of-phones.jpg": saved(
        Image.new("RGB", SIZE, "red"), "MPO", save_all=True, append_images=[Image.new("RGB", (8, 8))]
    ),
    "on-its-side.jpg": photo(exif=with_notes()),
    "broken-notes.jpg": photo(exif=b"Exif\0\0II*\0\xff\xff\xff\x7f" + b"\xff" * 40),
    "wide-gamut.jpg": photo(icc_profile=wide_gamut()),
    "broken-profile.png": photo("PNG", icc_profile=b"no profile"),
    "broken-profile.jpg": photo(icc_profile=b"no profile" * 30),
    "half-a-profile.webp": photo("WEBP", icc_profile=wide_gamut()[:200]),
    "profile-of-other-colours.png": photo("PNG", mode="L", icc_profile=wide_gamut()),
    "profile-and-two-colours.png": photo("PNG", mode="1", icc_profile=wide_gamut()),
    "x-ray.png": grey_of_16_bits(0, 256, 32_768, 65_535),
    "x-ray-with-a-clear-grey.png": grey_of_16_bits(0, 256, 32_768, 65_535, transparency=32_768),
    "palette.png": photo("PNG", mode="P"),
    "palette-with-clear-parts.png": saved(Image.new("RGBA", SIZE, (255, 0, 0, 90)).quantize(), "PNG"),
    "clear.png": saved(Image.new("RGBA", SIZE, (0, 0, 0, 0)), "PNG"),
    "grey-and-clear.png": saved(Image.new("LA", SIZE, (90, 90)), "PNG"),
    "two-colours.png": photo("PNG", mode="1"),
    "one-pixel.png": saved(Image.new("RGB", (1, 1), "red"), "PNG"),
    "a-line.png": saved(Image.new("RGB", (5_000, 1), "red"), "PNG"),
    "a-mast.png": saved(Image.new("L", (2, 12_000)), "PNG"),
    "photo.webp": photo("WEBP"),
    "clear.webp": photo("WEBP", mode="RGBA", lossless=True),
    "photo.avif": photo("AVIF"),
    "clear.avif": photo("AVIF", mode="RGBA"),
    "png-that-says.jpg": photo("PNG", mode="RGBA"),
    "jpeg-that-says.png": photo("JPEG"),
    "page-behind-it.jpg": photo() + b"<script>alert(1)</script>",
    "page-inside.png": photo("PNG").replace(b"IDAT", b"IDAT") + b"<html><script>alert(1)</script></html>",
    "PHOTO.JPG": photo(),
    "മുട്ട്.jpg": photo(),
}

NO_PICTURE, NOT_TAKEN = "no picture, or it is damaged", "The library takes"
REFUSED = {
    "page.jpg": (b"<html><script>alert(1)</script>", NO_PICTURE),
    "half.jpg": (photo(size=(400, 300))[:2_000], NO_PICTURE),
    "half.png": (photo("PNG", size=(400, 300))[:2_000], NO_PICTURE),
    "half.webp": (photo("WEBP", size=(400, 300))[:400], NO_PICTURE),
    "half.avif": (photo("AVIF", size=(400, 300))[:400], NO_PICTURE),
    "wrong-sum.png": (photo("PNG").replace(b"IDAT", b"IDAT\xff"), NO_PICTURE),
    "phone.jpg": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100, "HEIC picture, which browsers do not show"),
    "scan.jpg": (saved(Image.new("F", SIZE, 0.5), "TIFF"), "TIFF picture"),
    "scan.png": (saved(Image.new("RGB", SIZE), "TIFF"), "TIFF picture"),
    "still.png": (saved(Image.new("P", SIZE), "GIF"), "GIF picture"),
    "film.jpg": (moving("GIF"), "GIF picture"),
    "old.png": (saved(Image.new("RGB", SIZE), "BMP"), "BMP picture"),
    "scanner.jpg": (saved(Image.new("RGB", SIZE), "JPEG2000"), "JPEG 2000 picture"),
    "machine.png": (b"\0" * 128 + b"DICM" + b"\0" * 90, "DICOM picture"),
    "film.webp": (moving("WEBP"), "moves"),
    "film.png": (moving("PNG"), "moves"),
    "film.avif": (moving("AVIF"), "moves"),
    "drawing.png": (drawing(), "drawing (SVG)"),
    "bomb.png": (empty_png(12_000, 12_000), "25 million pixels"),
    "larger-bomb.png": (empty_png(40_000, 20_000), "25 million pixels"),
    "many-pixels.png": (empty_png(6_000, 6_000), "25 million pixels"),
    "large.jpg": (photo() + b"\0" * (10 * 1024 * 1024), "larger than 10 MB"),
    "document.jpg": (b"%PDF-1.4\n", NO_PICTURE),
    "nothing.png": (b"", "empty"),
}
# Files whose name says that they are something else; in a form for photos alone they are no pictures.
REFUSED_BY_THE_LIBRARY = {
    "phone.heic": REFUSED["phone.jpg"],
    "phone.HEIF": REFUSED["phone.jpg"],
    "scan.tiff": REFUSED["scan.jpg"],
    "film.gif": REFUSED["film.jpg"],
    "old.bmp": REFUSED["old.png"],
    "page.html": (b"<html>", NOT_TAKEN),
    "page.xhtml": (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", NOT_TAKEN),
    "page.xml": (b"<?xml version='1.0'?><x/>", NOT_TAKEN),
    "script.js": (b"alert(1)", NOT_TAKEN),
    "program.exe": (b"MZ" + b"\0" * 100, NOT_TAKEN),
    "no-ending": (photo(), NOT_TAKEN),
    "packed.svg.gz": (drawing(), NOT_TAKEN),
    "packed.svgz": (drawing(), NOT_TAKEN),
    "page.pdf": (b"<html><script>alert(1)</script>", "no PDF"),
    "large.pdf": (b"%PDF-1.4" + b"\0" * (10 * 1024 * 1024), "larger than 10 MB"),
    "words.svg": (b"no drawing", "no SVG drawing"),
    "page.svg": (b"<html></html>", "no SVG drawing"),
    "half.svg": (drawing()[:60], "no SVG drawing"),
    "no-size.svg": (drawing(size=b""), "no SVG drawing"),
    "endless.svg": (drawing(size=b'width="1e999" height="5"'), "no SVG drawing"),
    "nowhere.svg": (drawing(size=b'width="0.1" height="0.1"'), "no SVG drawing"),
    "laughs.svg": (
        b'<!DOCTYPE svg [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + drawing(b"<text>&b;</text>"),
        "no SVG drawing",
    ),
    "large.svg": (drawing(b" " * (10 * 1024 * 1024)), "larger than 10 MB"),
}
