"""The patient's addresses, below the language prefix. The desk's are in desk_urls."""

from django.urls import path

from . import views

app_name = "bookings"
urlpatterns = [
    path("appointments/", views.request_appointment, name="request"),
    path("appointments/sent/", views.request_sent, name="sent"),
    path("appointments/status/", views.status, name="status"),
    path("appointments/status/find/", views.find_request, name="find"),
    path("appointments/status/cancel/", views.cancel, name="cancel"),
    path("appointments/status/<str:token>/", views.open_link, name="open_link"),
]
