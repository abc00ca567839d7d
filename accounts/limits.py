"""How often somebody may be wrong. common/rate_limits.py counts, in the shared database."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings

from common.rate_limits import Limit, RateLimitExceeded, address_of, hit, refund, reset
from common.security_events.log import tell

from .guesses import known_browsers

ONE_LOGIN = "sign-in-login"  # the kind of the limit of one login over all addresses
REST_OF_THE_STAFF = 20  # one address may be a whole hospital's: so many times the tries of one person


def _limit(kind, most):
    return Limit(kind, most, timedelta(minutes=settings.WRONG_TRIES_WAIT_MINUTES))


def _who(*parts):
    return " ".join(str(part) for part in parts)


def sign_in_tries(request, username):
    """One person from one address, so that nobody can lock out a colleague from elsewhere.

    From many addresses one login can be guessed at only slowly, and its owner's own browsers do not have to wait.
    """
    address, login = address_of(request), username.strip().casefold()
    yield _limit("sign-in", settings.WRONG_TRIES), _who(login, address)
    yield _limit("sign-in-address", settings.WRONG_TRIES * REST_OF_THE_STAFF), address
    if not known_browsers.is_known(request, login):
        yield Limit(ONE_LOGIN, settings.WRONG_TRIES_PER_HOUR_AND_LOGIN, timedelta(hours=1)), login


def code_tries(person):
    return ((_limit("code", settings.WRONG_TRIES), _who(person.pk)),)


def password_tries(person):
    """Of somebody who is signed in and is asked for the password once more."""
    return ((_limit("password", settings.WRONG_TRIES), _who(person.pk)),)


def link_tries(request, email):
    address = address_of(request)
    return (
        (_limit("link", settings.WRONG_TRIES), _who(email.strip().casefold())),
        (_limit("link-address", settings.WRONG_TRIES * REST_OF_THE_STAFF), address),
    )


def count_failures(tries, attempt):
    """Count a try before it is made, so that many at once are counted too; forget it when it was right.

    Raises RateLimitExceeded.
    """
    this_one = uuid4()
    hit(*tries, about=this_one)
    is_right = attempt()
    if is_right:
        reset(tries[0])
        refund(this_one, *tries)  # a hospital's whole shift may sign in from one address
    return is_right


def tell_once(step, refused, user_id, address=""):
    """That a limit is reached is one line in its time, however often somebody goes on trying."""
    who = _who(step, *sorted(refused.kinds), address if "sign-in-address" in refused.kinds else user_id)
    try:
        hit((_limit("lock-told", 1), who))
    except RateLimitExceeded:
        return
    tell("locked", by=None, user=user_id, step=step)
