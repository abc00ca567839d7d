from django.urls import path

from . import page

app_name = "translate"
urlpatterns = [path("<int:version_id>/", page.translation, name="translation")]
