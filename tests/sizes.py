"""Proofs come in two sizes: short in the suite, long behind script/prove."""

import os

IS_PROVING = "PROVE" in os.environ  # script/prove, in whichever size
IS_LONG = os.environ.get("PROVE") == "long"


def size(short, long):
    return long if IS_LONG else short


def figures(title, **numbers):
    """Print what was measured; script/prove shows it."""
    print(f"\nFIGURES {title}: " + ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in numbers.items()))
