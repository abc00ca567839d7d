"""The site's icons as small pictures, drawn from static/images/icon.svg in a browser.

After a change of icon.svg: .venv/bin/python -m tests.e2e.icons
"""

import shutil
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parents[2] / "static" / "images"
# name: side in pixels, whether phones cut a shape out of it, how much of the side the mark takes
ICONS = {
    "icon-32.png": (32, False, 1),
    "icon-180.png": (180, True, 1),
    "icon-192.png": (192, False, 1),
    "icon-512.png": (512, False, 1),
    "icon-maskable-512.png": (512, True, 0.8),
}


def draw(browser, name):
    side, is_cut, share = ICONS[name]
    svg = (IMAGES / "icon.svg").read_text()
    ground = svg.split('fill="', 1)[1].split('"', 1)[0] if is_cut else "transparent"
    page = browser.new_page(viewport={"width": side, "height": side})
    page.set_content(
        f"<style>body {{ margin: 0; background: {ground} }}"
        f"svg {{ position: absolute; inset: 0; margin: auto; inline-size: {share * 100}% }}</style>{svg}"
    )
    picture = Image.open(BytesIO(page.screenshot(omit_background=True)))
    page.close()
    return picture


def main():
    with sync_playwright() as playwright:
        executable = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))))
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        for name in ICONS:
            draw(browser, name).quantize(64).save(IMAGES / name, optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
