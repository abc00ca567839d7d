"""These proofs need Node and Java; script/prove look runs them, the suite does not see them."""

from tests.sizes import IS_LONG

collect_ignore_glob = [] if IS_LONG else ["test_*.py"]
