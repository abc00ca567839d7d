from django.urls import path

from . import views

app_name = "directory"
urlpatterns = [
    path("doctors/", views.doctor_list, name="doctor_list"),
    path("doctors/<slug:slug>/", views.doctor_detail, name="doctor_detail"),
    path("doctors/<slug:slug>/opd.ics", views.doctor_calendar, name="doctor_calendar"),
    path("departments/", views.department_list, name="department_list"),
    path("departments/<slug:slug>/", views.department_detail, name="department_detail"),
    path("locations/", views.location_list, name="location_list"),
    path("locations/<slug:slug>/", views.location_detail, name="location_detail"),
    path("contact/", views.contact, name="contact"),
]
