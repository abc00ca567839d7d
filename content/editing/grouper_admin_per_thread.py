"""Makes django CMS's GrouperModelAdmin safe under threads.

django CMS 5.1.3 keeps the language and the content being edited on the admin object, which all
threads share: an editor of the Malayalam page could read, and overwrite, the English one.
Here these two live per thread. Drop this file when upstream does it
(django-cms pull request 8728); tests/content/test_editors_at_once.py tells when.
"""

import threading

from cms.admin.utils import GrouperModelAdmin


class PerThread:
    """A class attribute whose value belongs to the thread that set it."""

    def __init__(self, default=None, has_default=True):
        self.default, self.has_default = default, has_default
        self.values = threading.local()

    def __get__(self, admin, owner=None):
        kept = getattr(self.values, "by_admin", {})
        if id(admin) in kept:
            return kept[id(admin)]
        if self.has_default:
            return self.default
        raise AttributeError("not set in this thread")

    def __set__(self, admin, value):
        if not hasattr(self.values, "by_admin"):
            self.values.by_admin = {}
        self.values.by_admin[id(admin)] = value


def install():
    GrouperModelAdmin.language = PerThread(has_default=False)
    GrouperModelAdmin._requested_content_obj = PerThread()
