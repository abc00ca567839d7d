"""What somebody who watches over the site must hear of: one line each, in ids, at WARNING, by the logger "security"."""
