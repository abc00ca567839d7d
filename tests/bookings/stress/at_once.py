"""Many at once, each in a connection of its own. Short: 30, 20 at a time. Long: 200, 90 at a time."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from tests.sizes import size

AT_ONCE = size(20, 90)
MANY = size(30, 200)
TRIALS = size(1, 20)


def all_at_once(actions):
    """What became of each: its result, or the code or name of its exception."""

    def in_its_own_connection(action):
        try:
            return action()
        except Exception as error:
            return getattr(error, "code", type(error).__name__)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(in_its_own_connection, actions))
