"""Pictures that somebody uploads: checked, decoded, written anew in a few small sizes; the upload goes nowhere."""
