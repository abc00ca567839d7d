"""The patient's addresses, below the language prefix. The desk's are in desk_urls."""

from django.urls import path

from . import flow_views, views

app_name = "bookings"
urlpatterns = [
    path("appointments/", flow_views.start, name="request"),
    path("appointments/emergency/", flow_views.emergency, name="emergency"),
    path("appointments/about/", flow_views.step, {"name": "about"}, name="about"),
    path("appointments/contact/", flow_views.step, {"name": "contact"}, name="contact"),
    path("appointments/when/", flow_views.step, {"name": "when"}, name="when"),
    path("appointments/check/", flow_views.check, name="check"),
    path("appointments/sent/", flow_views.sent, name="sent"),
    path("appointments/privacy/", flow_views.privacy, name="privacy"),
    path("appointments/status/", views.status, name="status"),
    path("appointments/status/find/", views.find_request, name="find"),
    path("appointments/status/change/", views.request_change, name="request_change"),
    path("appointments/status/cancel/", views.cancel, name="cancel"),
    path("appointments/status/withdraw/", views.withdraw, name="withdraw"),
    path("appointments/status/close/", views.close, name="close"),
    path("appointments/status/appointment.ics", views.calendar, name="calendar"),
    path("appointments/status/<str:token>/", views.open_link, name="open_link"),
]
