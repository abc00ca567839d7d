"""A new password: for somebody who is signed in, and for somebody who forgot the old one. Django's views, our pages."""

from django.contrib import messages
from django.contrib.auth import views as django_views
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from common.private_pages import private_page, too_many
from common.rate_limits import RateLimitExceeded, hit

from .. import limits
from ..guesses import known_browsers
from ..sessions import lasting
from .forms import ForgottenPasswordForm, NewPasswordForm, OtherPasswordForm


@method_decorator(private_page, name="dispatch")
class OtherPassword(django_views.PasswordChangeView):
    template_name = "accounts/other_password.html"
    form_class = OtherPasswordForm
    success_url = reverse_lazy("staff:account")

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        try:
            # Only the old password is guessed at: a slip in the new one is no wrong try.
            limits.count_failures(
                limits.password_tries(request.user), lambda: form.is_valid() or "old_password" not in form.errors
            )
        except RateLimitExceeded as refused:
            context = self.get_context_data(form=self.form_class(request.user))
            return too_many(request, self.template_name, context, refused.wait)
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form):
        response = super().form_valid(form)
        lasting.end_others(self.request, self.request.user)
        messages.success(self.request, _("Your password is changed. Other computers that you used are signed out."))
        return response


@method_decorator(private_page, name="dispatch")
class ForgottenPassword(django_views.PasswordResetView):
    template_name = "accounts/forgotten_password.html"
    form_class = ForgottenPasswordForm
    success_url = reverse_lazy("staff:link_sent")

    def form_valid(self, form):
        try:
            hit(*limits.link_tries(self.request, form.cleaned_data["email"]))
        except RateLimitExceeded as refused:
            return too_many(self.request, self.template_name, self.get_context_data(form=form), refused.wait)
        return super().form_valid(form)


@method_decorator(private_page, name="dispatch")
class LinkSent(django_views.PasswordResetDoneView):
    """The same page whether there is such a login or not."""

    template_name = "accounts/link_sent.html"


@method_decorator(private_page, name="dispatch")
class NewPassword(django_views.PasswordResetConfirmView):
    template_name = "accounts/new_password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("staff:sign_in")

    def form_valid(self, form):
        messages.success(self.request, _("Your new password is set. Sign in with it."))
        response = super().form_valid(form)
        lasting.end_all(self.user)
        known_browsers.make_known(self.request, response, self.user)
        return response
