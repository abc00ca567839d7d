from django.urls import path

from .answering import decisions, freed
from .answering import views as answering
from .answering.typed import keeps
from .days import day_list, disruption, sessions, to_all
from .finding import views as search
from .in_hand import shift
from .in_hand import views as in_hand
from .inbox import messages, not_real, sections, together
from .inbox import views as inbox
from .intake import follow_up, slip
from .intake import views as intake
from .reports import views as reports
from .team import journal, patient_data
from .team import views as team

app_name = "desk"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("list/<slug:section>/", sections.section, name="section"),
    path("not-real/", not_real.set_aside, name="set_aside"),
    path("not-real/undo/", not_real.undo, name="undo_set_aside"),
    path("shift/", shift.shift, name="shift"),
    path("search/", search.search, name="search"),
    path("together/", together.together, name="together"),
    path("tasks/<int:task_id>/done/", inbox.task_done, name="task_done"),
    path("messages/", messages.dead, name="dead_messages"),
    path("messages/<int:message_id>/again/", keeps()(messages.send_again), name="send_again"),
    path("requests/<str:reference>/", answering.detail, name="detail"),
    path("requests/<str:reference>/confirm/", decisions.book, name="book"),
    path("requests/<str:reference>/move/", decisions.move, name="move"),
    path("requests/<str:reference>/look/", answering.look, name="look"),
    path("requests/<str:reference>/preview/", decisions.preview, name="preview"),
    path("requests/<str:reference>/offer/preview/", decisions.offer_preview, name="offer_preview"),
    path("requests/<str:reference>/offer/take-back/", decisions.take_back_offer, name="take_back_offer"),
    path("requests/<str:reference>/offer/", decisions.offer, name="offer"),
    path("requests/<str:reference>/elsewhere/", decisions.elsewhere, name="elsewhere"),
    path("requests/<str:reference>/decline/", decisions.decline, name="decline"),
    path("requests/<str:reference>/cancel/check/", decisions.cancel_check, name="cancel_check"),
    path("requests/<str:reference>/cancel/", decisions.cancel, name="cancel"),
    path("requests/<str:reference>/note/", answering.note, name="note"),
    path("requests/<str:reference>/contact/", answering.correct_contact, name="correct_contact"),
    path("requests/<str:reference>/call/", answering.note_call, name="note_call"),
    path("requests/<str:reference>/not-urgent/", answering.not_urgent, name="not_urgent"),
    path("requests/<str:reference>/attendance/", answering.note_attendance, name="note_attendance"),
    path("requests/<str:reference>/again/", answering.reopen_as_new, name="reopen_as_new"),
    path("days/", day_list.days, name="days"),
    path("days/print/", day_list.print_day, name="print_day"),
    path("days/came/<str:reference>/", day_list.note, name="note_on_day_list"),
    path("days/<int:session_id>/<str:day>/print/", day_list.print_session, name="print_session"),
    path("days/<int:session_id>/<str:day>/late/", day_list.run_late, name="run_late"),
    path("disruption/", disruption.disruption, name="disruption"),
    path("disruption/all/", to_all.offer_to_all, name="offer_to_all"),
    path("disruption/<int:appointment_id>/offer/", disruption.offer, name="offer_new_times"),
    path("disruption/<int:appointment_id>/told/", disruption.told, name="told_on_the_phone"),
    path("requests/<str:reference>/accesses/", journal.accesses, name="accesses"),
    path("requests/<str:reference>/export/", patient_data.export, name="export_patient"),
    path("requests/<str:reference>/erase/", patient_data.erase, name="erase_patient"),
    path("journal/", journal.journal, name="journal"),
    path("team/", team.people, name="team"),
    path("team/put-on/", team.put_on, name="team_put_on"),
    path("team/<int:person_id>/", team.person, name="team_person"),
    path("team/<int:person_id>/scopes/", team.add_scope, name="team_add_scope"),
    path("team/<int:person_id>/take-off/", team.take_off, name="team_take_off"),
    path("team/scopes/<int:scope_id>/remove/", team.remove_scope, name="team_remove_scope"),
    path("freed/", freed.freed, name="freed"),
    path("freed/offer/", freed.offer_freed, name="offer_freed"),
    path("requests/<str:reference>/slip/", slip.slip, name="slip"),
    path("requests/<str:reference>/follow-up/", follow_up.follow_up, name="follow_up"),
    path("new/", intake.new, name="new"),
    path("new/known/", intake.known, name="known"),
    path("requests/<str:reference>/take/", keeps()(in_hand.take), name="take"),
    path("requests/<str:reference>/release/", keeps()(in_hand.release), name="release"),
    path("requests/<str:reference>/give/", in_hand.give, name="give"),
    path("requests/<str:reference>/open/", in_hand.still_open, name="still_open"),
    path("requests/<str:reference>/put-back/", keeps()(not_real.put_back), name="put_back"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/<int:session_id>/<str:day>/", sessions.session, name="session"),
    path("sessions/<int:session_id>/<str:day>/shift/", sessions.shift, name="shift_session"),
    path("sessions/<int:session_id>/<str:day>/call-off/", sessions.call_off, name="call_off_session"),
    path("reports/", reports.report, name="reports"),
    path("reports/export/", reports.export, name="export_report"),
]
