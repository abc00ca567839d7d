from django.urls import path

from . import planned, shared, versions

app_name = "review"
urlpatterns = [
    path("", versions.waiting, name="waiting"),
    path("away/", versions.away, name="away"),
    path("<int:version_id>/", versions.version, name="version"),
    path("<int:version_id>/ask/", versions.ask, name="ask"),
    path("<int:version_id>/withdraw/", versions.withdraw, name="withdraw"),
    path("<int:version_id>/restore/", versions.restore, name="restore"),
    path("<int:version_id>/plan/", planned.plan, name="plan"),
    path("<int:version_id>/plan/<int:plan_id>/call-off/", planned.call_off, name="call_off"),
    path("<int:version_id>/links/", shared.links, name="links"),
    path("<int:version_id>/links/<int:link_id>/revoke/", shared.revoke, name="revoke"),
]
