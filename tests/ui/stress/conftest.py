"""These proofs need Node and Java; script/prove look runs them, the suite does not see them."""

from tests.sizes import IS_PROVING

collect_ignore_glob = [] if IS_PROVING else ["test_*.py"]
