"""Nothing typed is lost: copies in the browser, who else is there, a question before anything is replaced."""
