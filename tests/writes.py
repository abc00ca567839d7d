"""Finds, in the syntax tree of a module, every line that writes a field: the rules on who may do so read no names.

What is written under a name that is only computed (`setattr(x, name, …)`, `update(**changes)`) could be
any field. It is found as `ANY`.
"""

import ast

ANY = "a computed name"
WRITING_CALLS = {"update", "create", "acreate", "get_or_create", "update_or_create", "save", "bulk_create"}
LISTS_OF_FIELDS = {"update_fields", "fields"}
VALUES_OF_FIELDS = {"defaults", "create_defaults"}


def writes(source, field):
    """[(line, field or ANY)]: where this source writes a field of that name, on whatever object."""
    return sorted({(node.lineno, name) for node in ast.walk(ast.parse(source)) for name in _written(node, field)})


def _written(node, field):
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.For | ast.NamedExpr | ast.With):
        yield from (field for target in _targets(node) if _names(target) == field)
    elif isinstance(node, ast.Call):
        yield from (name for name in _called(node) if name in (field, ANY))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_update_in_sql(node.value, field):
        yield field


def _targets(node):
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.With):
        targets = [item.optional_vars for item in node.items if item.optional_vars]
    else:
        targets = [node.target]
    for target in targets:
        yield from ast.walk(target)


def _names(target):
    """What is assigned to: `anything.status`, or `vars(anything)["status"]`."""
    if isinstance(target, ast.Attribute) and isinstance(target.ctx, ast.Store):
        return target.attr
    if isinstance(target, ast.Subscript) and "__dict__" in ast.dump(target.value) + _vars(target.value):
        return _constant(target.slice)
    return None


def _vars(node):
    return "__dict__" if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "vars" else ""


def _called(node):
    called = getattr(node.func, "attr", getattr(node.func, "id", ""))
    if called in ("setattr", "__setattr__"):
        position = 0 if called == "__setattr__" and len(node.args) == 2 else 1
        yield _constant(node.args[position]) if len(node.args) > position else ANY
    elif called in ("bulk_update", "abulk_update"):
        yield from _listed(node.args[1] if len(node.args) > 1 else None)
    elif called in ("AppointmentRequest", "Appointment"):
        yield from (keyword.arg for keyword in node.keywords if keyword.arg)
    if called.removeprefix("a") in WRITING_CALLS or called in WRITING_CALLS | {"bulk_update", "abulk_update"}:
        yield from _keywords(node)


def _keywords(node):
    for keyword in node.keywords:
        if keyword.arg in LISTS_OF_FIELDS:
            yield from _listed(keyword.value)
        elif keyword.arg is None or keyword.arg in VALUES_OF_FIELDS:
            yield from _keys(keyword.value)
        else:
            yield keyword.arg


def _listed(node):
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        yield from map(_constant, node.elts)
    elif node is not None:
        yield ANY


def _keys(node):
    if isinstance(node, ast.Dict):
        yield from (ANY if key is None else _constant(key) for key in node.keys)
    else:
        yield ANY


def _constant(node):
    return node.value if isinstance(node, ast.Constant) else ANY


def _is_update_in_sql(text, field):
    words = text.lower().split()
    return "update" in words and "set" in words and any(word.partition("=")[0] == field for word in words)
