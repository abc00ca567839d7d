from django.urls import path

from .pages import feedback, leaflet, views

app_name = "content"
urlpatterns = [
    path("treatments/", views.treatment_list, name="treatment_list"),
    path("treatments/<slug:slug>/", views.treatment_detail, name="treatment_detail"),
    path("treatments/<slug:slug>/leaflet/", leaflet.treatment_leaflet, name="treatment_leaflet"),
    path("treatments/<slug:slug>/feedback/", feedback.treatment_feedback, name="treatment_feedback"),
    path(
        "treatments/<slug:slug>/feedback/thanks/", feedback.treatment_feedback_thanks, name="treatment_feedback_thanks"
    ),
    path("conditions/", views.condition_list, name="condition_list"),
    path("conditions/<slug:slug>/", views.condition_detail, name="condition_detail"),
]
