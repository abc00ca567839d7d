"""The patient's addresses, below the language prefix. The desk's are in bookings/desk/urls.py.

`key` is a draft's or an opened request's in the visitor's session; it opens nothing in another one.
"""

from django.urls import path

from . import flow_views, sending_views, views

app_name = "bookings"
DRAFT = "appointments/draft/<slug:key>/"
OPENED = "appointments/opened/<slug:key>/"
urlpatterns = [
    path("appointments/", flow_views.start, name="request"),
    path("appointments/emergency/", flow_views.emergency, name="emergency"),
    path("appointments/privacy/", flow_views.privacy, name="privacy"),
    path(DRAFT, flow_views.start, name="start"),
    path(f"{DRAFT}about/", flow_views.step, {"name": "about"}, name="about"),
    path(f"{DRAFT}contact/", flow_views.step, {"name": "contact"}, name="contact"),
    path(f"{DRAFT}when/", flow_views.step, {"name": "when"}, name="when"),
    path(f"{DRAFT}check/", sending_views.check, name="check"),
    path(f"{OPENED}sent/", sending_views.sent, name="sent"),
    path(OPENED, views.status, name="status"),
    path(f"{OPENED}change/", views.request_change, name="request_change"),
    path(f"{OPENED}accept/", views.accept, name="accept"),
    path(f"{OPENED}cancel/", views.cancel, name="cancel"),
    path(f"{OPENED}withdraw/", views.withdraw, name="withdraw"),
    path(f"{OPENED}close/", views.close, name="close"),
    path(f"{OPENED}appointment.ics", views.calendar, name="calendar"),
    path("appointments/status/find/", views.find_request, name="find"),
    # Without a key they lead to the start, or to the way in; they stand in bookmarks of earlier days.
    path("appointments/about/", flow_views.step, {"name": "about"}),
    path("appointments/contact/", flow_views.step, {"name": "contact"}),
    path("appointments/when/", flow_views.step, {"name": "when"}),
    path("appointments/check/", sending_views.check),
    path("appointments/sent/", sending_views.sent),
    path("appointments/status/", views.status),
    path("appointments/status/change/", views.request_change),
    path("appointments/status/cancel/", views.cancel),
    path("appointments/status/withdraw/", views.withdraw),
    path("appointments/status/close/", views.close),
    path("appointments/status/appointment.ics", views.calendar),
    path("appointments/status/<str:token>/", views.open_link, name="open_link"),
]
