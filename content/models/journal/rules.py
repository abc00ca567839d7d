"""Triggers on everything below a version: each change of words is noted, and once patients read them none is made.

What they call stands in content/migrations/0002_database_rules.py, as do the triggers of tables that are not ours.
"""

import pgtrigger

SAME_WORDS = "tg_op = 'UPDATE' and content_what_is_read(to_jsonb(old)) = content_what_is_read(to_jsonb(new))"


class NoteWords(pgtrigger.Trigger):
    """`note` is SQL that notes the change of one row, `{row}`: the old one, the new one, or both."""

    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    note = ""
    belongs_to = ""  # the columns that say which version a row belongs to: from one to another is a change of both

    def get_func(self, model):
        note, belongs_to = self.note_of(model), self.belongs_to_of(model)
        of_old, of_new = (", ".join(f"{row}.{column}" for column in belongs_to.split()) for row in ("old", "new"))
        return (
            f"if {SAME_WORDS} then return new; end if; "
            f"if tg_op <> 'INSERT' then {note.replace('{row}', 'old')} end if; "
            f"if tg_op = 'INSERT' or tg_op = 'UPDATE' and ({of_old}) is distinct from ({of_new}) "
            f"then {note.replace('{row}', 'new')} end if; "
            "if tg_op = 'DELETE' then return old; end if; return new;"
        )

    def note_of(self, model) -> str:
        return self.note

    def belongs_to_of(self, model) -> str:
        return self.belongs_to


class NoteVersion(NoteWords):
    """Of a table that holds the versions of a kind: TreatmentContent belongs to a treatment."""

    def note_of(self, model):
        meta = model._meta
        return (
            f"perform content_note_words(content_type_of('{meta.app_label}', '{meta.model_name}'), {{row}}.id, "
            f"{{row}}.{_lasting(model)}, {{row}}.language, tg_table_name, tg_op);"
        )

    def belongs_to_of(self, model):
        return f"id {_lasting(model)} language"


def _lasting(model) -> str:
    return model._meta.get_field(model._meta.model_name.removesuffix("content")).column


class NoteRow(NoteWords):
    """Of a table whose rows belong to a version."""

    belongs_to = "content_id"

    def note_of(self, model):
        meta = model._meta.get_field("content").related_model._meta
        kind = f"content_type_of('{meta.app_label}', '{meta.model_name}')"
        return f"perform content_note_below({kind}, {{row}}.content_id, tg_table_name, tg_op);"


class NoteBlock(NoteWords):
    """Of a table of blocks."""

    belongs_to = "cmsplugin_ptr_id"

    note = "perform content_note_block({row}.cmsplugin_ptr_id, tg_table_name, tg_op);"
