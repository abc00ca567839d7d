"""Words in every script of the site: translated, compared, put in order, cut into sentences."""
