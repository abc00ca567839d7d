from django.urls import path

from . import messages, sessions, together, views

app_name = "desk"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("requests/<str:reference>/", views.detail, name="detail"),
    path("requests/<str:reference>/confirm/", views.book, name="book"),
    path("requests/<str:reference>/move/", views.move, name="move"),
    path("requests/<str:reference>/decline/", views.decline, name="decline"),
    path("requests/<str:reference>/call/", views.note_call, name="note_call"),
    path("requests/<str:reference>/attendance/", views.note_attendance, name="note_attendance"),
    path("requests/<str:reference>/again/", views.reopen_as_new, name="reopen_as_new"),
    path("tasks/<int:task_id>/done/", views.task_done, name="task_done"),
    path("together/", together.together, name="together"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/<int:session_id>/<str:day>/", sessions.session, name="session"),
    path("sessions/<int:session_id>/<str:day>/shift/", sessions.shift, name="shift_session"),
    path("sessions/<int:session_id>/<str:day>/call-off/", sessions.call_off, name="call_off_session"),
    path("messages/", messages.dead, name="dead_messages"),
    path("messages/<int:message_id>/again/", messages.send_again, name="send_again"),
    path("requests/<str:reference>/cancel/", views.cancel, name="cancel"),
]
