"""The text of a web page, without marks of its form: read as a person does, by blank lines, capitals and words."""
