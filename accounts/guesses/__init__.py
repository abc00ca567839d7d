"""One login guessed at from many addresses: guessing becomes slow, and its owner is told and never locked out."""
