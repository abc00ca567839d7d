"""Files that somebody uploaded, where no other server stands in front to serve them."""

from django.conf import settings
from django.views.decorators.http import require_safe
from django.views.static import serve

# The names of these follow their content, see common/pictures/copies.py: another picture has another name.
NAMED_BY_CONTENT = ("doctors/", "pictures/")
SHOWN_IN_PAGES = (".avif", ".webp", ".jpg", ".jpeg", ".png", ".svg")
ONE_YEAR, ONE_HOUR = 31_536_000, 3_600


@require_safe
def uploaded_file(request, path):
    response = serve(request, path, settings.MEDIA_ROOT)
    if path.startswith(NAMED_BY_CONTENT):
        response["Cache-Control"] = f"public, max-age={ONE_YEAR}, immutable"
    else:
        response["Cache-Control"] = f"public, max-age={ONE_HOUR}"
    # All but a picture is kept by whoever asks for it, and opened outside this site.
    if not path.lower().endswith(SHOWN_IN_PAGES):
        response["Content-Disposition"] = "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    # Opened by itself, a drawing or a page is a stranger here: it runs nothing and knows nobody.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    return response
