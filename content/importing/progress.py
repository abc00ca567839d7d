"""A bar that tells a person at a terminal how far a long command is."""

WIDTH = 30


def with_progress(items, terminal, doing):
    """Yield each item. On a terminal, draw "Reading [#####-----] 12 of 200" over itself; elsewhere, nothing."""
    if not terminal.isatty():
        yield from items
        return
    for done, item in enumerate(items):
        _draw(terminal, doing, done, len(items))
        yield item
    _draw(terminal, doing, len(items), len(items))
    _write(terminal, "\n")


def _draw(terminal, doing, done, total):
    full = WIDTH * done // total if total else WIDTH
    _write(terminal, f"\r{doing} [{'#' * full}{'-' * (WIDTH - full)}] {done} of {total}")


def _write(terminal, text):
    # Neither the red of an error nor a new line after each step, which a command's own stream would add.
    terminal.write(text, lambda plain: plain, ending="")
    terminal.flush()
