"""Every address prefix of the site on one screen.

Patients' sections have fixed addresses (docs/decisions/0003): they are printed on leaflets, and no
editor can take them offline by moving a page. Free pages belong to the CMS, whose catch-all comes last.
"""

from cms.constants import SLUG_REGEXP
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path

from accounts.redirects import to_sign_in
from accounts.sign_in import sign_out
from content.editing.unsaved.views import unsaved
from content.reviewing.pages.shared import preview
from demonstration import styleguide
from site_pages import free_pages
from web import policy_reports, pwa, sharing, sitemap, uploads

from . import views
from .operating import views as operating

urlpatterns = [
    path("", views.to_the_visitors_language, name="root"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", operating.readyz, name="readyz"),
    path("status", operating.status, name="status"),
    path("doctor/<str:token>", operating.seen, name="doctor"),
    path("metrics", operating.figures, name="metrics"),
    path("robots.txt", views.robots_txt, name="robots_txt"),
    path("sitemap.xml", sitemap.sitemap_xml, name="sitemap"),
    path(".well-known/security.txt", sitemap.security_txt, name="security_txt"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("csp-reports", policy_reports.policy_reports, name="policy_reports"),
    path("service-worker.js", pwa.service_worker, name="service_worker"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    # One page lets everybody in: doors that packages bring, and those of earlier days, lead there.
    path("admin/login/", to_sign_in),
    path("admin/logout/", sign_out),
    path("desk/login/", to_sign_in),
    path("desk/logout/", sign_out),
    path("admin/unsaved/", unsaved),
    path("admin/", admin.site.urls),
    path("desk/", include("bookings.desk.urls")),
    path("staff/", include("accounts.urls")),
    path("review/", include("content.reviewing.pages.urls")),
    path("translate/", include("content.translating.urls")),
    path("preview/<str:token>/", preview, name="preview"),
    # One machine serves its own uploads; behind nginx or with S3 this line is never reached.
    re_path(r"^media/(?P<path>.*)$", uploads.uploaded_file),
]

urlpatterns += i18n_patterns(
    path("manifest.webmanifest", pwa.manifest, name="manifest"),
    path("offline/", pwa.offline_page, name="offline"),
    path("share/<slug:kind>/<slug:slug>.png", sharing.share_picture, name="share_picture"),
    path("", include("content.urls")),
    path("", include("directory.urls")),
    path("", include("search.urls")),
    path("", include("bookings.patients.urls")),
    # In place of cms.urls, by the same names, which the CMS looks for.
    path("cms_login/", to_sign_in, name="cms_login"),
    path("cms_wizard/", include("cms.wizards.urls")),
    re_path(rf"^(?P<slug>{SLUG_REGEXP})/$", free_pages.free_page, name="pages-details-by-slug"),
    path("", free_pages.home_page, name="pages-root"),
)

handler400 = "hospital_site.views.bad_request"
handler403 = "hospital_site.views.forbidden"
handler404 = "hospital_site.views.not_found"
handler500 = "hospital_site.views.server_error"
