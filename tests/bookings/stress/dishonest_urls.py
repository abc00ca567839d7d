"""For negative controls: the addresses of a site that says "sent" whatever went wrong."""

from django.http import HttpResponseRedirect

from hospital_site.urls import *  # noqa: F403


def handler500(request):
    return HttpResponseRedirect("/en/appointments/opened/a-key/sent/")
