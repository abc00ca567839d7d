"""From a draft to what patients read: asked for, read, signed or sent back, and published now or at a time."""
