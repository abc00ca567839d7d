"""What a page asks of the database: how often, how long, and by which plan."""

import json
import re
from statistics import median

import sqlparse
from django.db import connection
from django.test.utils import CaptureQueriesContext

LARGE = {"bookings_appointmentrequest", "bookings_appointment", "bookings_historyentry"}


def asked(client, url, times):
    """The answer, the queries of one look, and the seconds of SQL: the median of so many looks."""
    if times > 1:
        client.get(url)  # what is kept for a while is there now
    seconds = []
    for _look in range(times):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(url)
        queries = [each["sql"] for each in captured.captured_queries if not _opens_or_ends(each["sql"])]
        seconds.append(sum(float(each["time"]) for each in captured.captured_queries))
    return answer, queries, median(seconds)


def _opens_or_ends(sql):
    return sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "COMMIT"))


def scanned(sql):
    """The large tables that the plan of this query reads from one end to the other. Several may be sent at once."""
    asks = [each for each in sqlparse.split(sql) if re.match(r"(select|with)\b", each, re.IGNORECASE)]
    nodes = [node for each in asks for node in nodes_of(each.rstrip(";"))]
    return {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"} & LARGE


def nodes_of(sql, *options):
    """Of the plan of this query, the whole tree one by one."""
    with connection.cursor() as cursor:
        cursor.execute(f"explain ({', '.join([*options, 'format json'])}) {sql}".replace("%", "%%"), [])
        [[plan]] = cursor.fetchall()
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return list(_nodes(plan[0]["Plan"]))


def _nodes(plan):
    yield plan
    for below in plan.get("Plans", []):
        yield from _nodes(below)
