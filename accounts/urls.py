"""What staff do about their login. Every address is the same in every language: a cookie keeps which one."""

from django.urls import path

from . import account, own_sessions, sign_in
from .passwords import pages

app_name = "staff"
urlpatterns = [
    path("", account.account, name="account"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("code/", sign_in.code, name="code"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("signed-out/", sign_in.signed_out, name="signed_out"),
    path("sessions/<int:session_id>/end/", own_sessions.end_session, name="end_session"),
    path("sessions/end-others/", own_sessions.end_other_sessions, name="end_other_sessions"),
    path("time-left/", own_sessions.time_left, name="time_left"),
    path("language/", account.language, name="language"),
    path("password/", pages.OtherPassword.as_view(), name="other_password"),
    path("password/forgotten/", pages.ForgottenPassword.as_view(), name="forgotten_password"),
    path("password/link-sent/", pages.LinkSent.as_view(), name="link_sent"),
    path("password/new/<str:uidb64>/<str:token>/", pages.NewPassword.as_view(), name="new_password"),
    path("second-factor/", account.second_factor, name="second_factor"),
    path("second-factor/new-phone/", account.new_phone, name="new_phone"),
]
