"""What a page may load, run and be shown in. One policy for visitors, and a wider one for the programs of the CMS."""

import base64
import hashlib

REPORTS = "/csp-reports"  # web/policy_reports.py counts what browsers send there
ENDPOINT = "policy"

PUBLIC = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    "frame-ancestors": ["'none'"],
}
# What packages of the CMS write into their pages, letter by letter. No other script that stands in a page runs.
WRITTEN_BY_PACKAGES = (
    "t",  # jQuery in cms/js/dist tries whether a handler can be set; it is never called
    "return showAddAnotherPopup(this);",  # filer: New folder
    "\n        opener.dismissPopupAndReload(window);\n    ",  # filer: the new folder is made
    "\n                    document.getElementById('id_name').focus();\n                ",  # filer: its name
    "onSelectToggleChange(event)",  # django-import-export: all columns
)


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


# The toolbar, the board of blocks and the text editor set styles, draw from data and open frames of this site.
STAFF = PUBLIC | {
    "script-src": ["'self'", "'unsafe-hashes'", *map(_hash, WRITTEN_BY_PACKAGES)],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "frame-src": ["'self'"],
    "frame-ancestors": ["'self'"],
}

# Nothing here asks for them, so nothing that gets in here shall.
PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "autoplay", "bluetooth", "camera", "display-capture", "encrypted-media", "fullscreen",
        "geolocation", "gyroscope", "hid", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
        "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "web-share", "xr-spatial-tracking",
    )
)  # fmt: skip


def as_header(policy: dict[str, list[str]]) -> str:
    reports = {"report-uri": [REPORTS], "report-to": [ENDPOINT]}
    return "; ".join(" ".join([directive, *sources]) for directive, sources in (policy | reports).items())
