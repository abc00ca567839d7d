from django.urls import path

from . import desk_messages, desk_views

app_name = "desk"
urlpatterns = [
    path("", desk_views.inbox, name="inbox"),
    path("requests/<str:reference>/", desk_views.detail, name="detail"),
    path("requests/<str:reference>/confirm/", desk_views.confirm, name="confirm"),
    path("requests/<str:reference>/decline/", desk_views.decline, name="decline"),
    path("requests/<str:reference>/call/", desk_views.note_call, name="note_call"),
    path("requests/<str:reference>/attendance/", desk_views.note_attendance, name="note_attendance"),
    path("requests/<str:reference>/again/", desk_views.ask_again, name="ask_again"),
    path("tasks/<int:task_id>/done/", desk_views.task_done, name="task_done"),
    path("messages/", desk_messages.dead, name="dead_messages"),
    path("messages/<int:message_id>/again/", desk_messages.send_again, name="send_again"),
    path("requests/<str:reference>/cancel/", desk_views.cancel, name="cancel"),
]
