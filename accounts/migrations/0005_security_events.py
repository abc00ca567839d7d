"""Rights and passwords change by many ways: pages, commands, queries. The database notes each (common/security_events)."""

from django.conf import settings
from django.db import migrations

BY = "nullif(current_setting('hospital.user', true), '')::integer"

OF_LOGINS = f"""
create function accounts_note_login() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into common_securityevent (at, event, by_id, ids) values (now(), 'login made', {BY}, format(
            'user=%s superuser=%s staff=%s', new.id, new.is_superuser, new.is_staff));
    elsif tg_op = 'DELETE' then
        insert into common_securityevent (at, event, by_id, ids) values (
            now(), 'login deleted', {BY}, format('user=%s', old.id));
    else
        if (old.is_superuser, old.is_staff, old.is_active) is distinct from
            (new.is_superuser, new.is_staff, new.is_active)
        then
            insert into common_securityevent (at, event, by_id, ids) values (now(), 'login changed', {BY}, format(
                'user=%s superuser=%s staff=%s active=%s', new.id, new.is_superuser, new.is_staff, new.is_active));
        end if;
        if old.password is distinct from new.password then
            insert into common_securityevent (at, event, by_id, ids) values (
                now(), 'password changed', {BY}, format('user=%s', new.id));
        end if;
    end if;
    return null;
end $$;
create trigger accounts_note_login after insert or update or delete on auth_user
for each row execute function accounts_note_login();
"""  # noqa: S608 - made of our own words
FORGET_LOGINS = "drop function accounts_note_login cascade"

# Of each statement a line for each whose rights it changed: event, name and column of whose, name and column of what.
OF_RIGHTS = f"""
create function accounts_note_rights() returns trigger language plpgsql as $$
begin
    execute format(
        'insert into common_securityevent (at, event, by_id, ids)
        select now(), %L, {BY.replace("'", "''")},
            %L || changed.%I || %L || string_agg(changed.%I::text, '','' order by changed.%I)
        from changed group by changed.%I',
        tg_argv[0], tg_argv[1] || '=', tg_argv[2], ' ' || tg_argv[3] || '=', tg_argv[4], tg_argv[4], tg_argv[2]
    );
    return null;
end $$;
"""  # noqa: S608 - made of our own words
TABLES = [
    ("auth_user_groups", "role", "user", "user_id", "roles", "group_id"),
    ("auth_user_user_permissions", "right", "user", "user_id", "rights", "permission_id"),
    ("auth_group_permissions", "right of role", "role", "group_id", "rights", "permission_id"),
]
TRIGGERS = "\n".join(
    f"create trigger accounts_note_{name} after {when} on {table} referencing {rows} table as changed "
    f"for each statement execute function accounts_note_rights("
    f"'{event} {done}', '{whose}', '{column}', '{what}', '{other}');"
    for table, event, whose, column, what, other in TABLES
    for name, when, rows, done in [
        ("given", "insert", "new", "given"),
        ("taken", "delete", "old", "taken"),
        ("moved_to", "update", "new", "given"),
        ("moved_from", "update", "old", "taken"),
    ]
)
FORGET_RIGHTS = "drop function accounts_note_rights cascade"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_demonstration_logins"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("common", "0002_security_events"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RunSQL(OF_LOGINS, FORGET_LOGINS),
        migrations.RunSQL(OF_RIGHTS, FORGET_RIGHTS),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
