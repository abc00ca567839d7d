from hospital_site.formats import *  # noqa: F403 - the same in every language
