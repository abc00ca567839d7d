"""Pages in Markdown: with the facts above them, or with no more than a title."""
