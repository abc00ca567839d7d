"""Who changed which words, what stood there before, and the triggers that write it down."""
