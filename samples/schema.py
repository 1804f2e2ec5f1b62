"""As much of JSON Schema (2020-12) as docs/activation.schema.json needs."""

import json
import re
from pathlib import Path

SCHEMA = json.loads((Path(__file__).parent.parent / "docs/activation.schema.json").read_text(encoding="utf-8"))
TYPES = {"object": dict, "string": str, "boolean": bool, "integer": int}
ANNOTATIONS = {"$schema", "$defs", "title", "description"}


def problems(value, definition):
    """What is wrong with a value, by one of the schema's definitions: "call", "answer", …"""
    return list(check(value, {"$ref": f"#/$defs/{definition}"}, "$"))


def fits(value, schema):
    return not list(check(value, schema, "$"))


def is_type(value, name):
    return isinstance(value, TYPES[name]) and not (name == "integer" and isinstance(value, bool))


def check(value, schema, where):
    if schema is False:
        yield f"{where}: must not be there"
        return
    for keyword, wanted in schema.items():
        if keyword not in ANNOTATIONS and keyword not in ("then", "else"):
            yield from RULES[keyword](value, wanted, schema, where)


def reference(value, wanted, _, where):
    yield from check(value, SCHEMA["$defs"][wanted.removeprefix("#/$defs/")], where)


def type_of(value, wanted, _, where):
    if not any(is_type(value, name) for name in ([wanted] if isinstance(wanted, str) else wanted)):
        yield f"{where}: is not of type {wanted}"


def properties(value, wanted, _, where):
    for name in wanted.keys() & value.keys() if isinstance(value, dict) else ():
        yield from check(value[name], wanted[name], f"{where}.{name}")


def required(value, wanted, _, where):
    for name in wanted if isinstance(value, dict) else ():
        if name not in value:
            yield f"{where}.{name}: is missing"


def dependent_required(value, wanted, _, where):
    for name in wanted.keys() & value.keys() if isinstance(value, dict) else ():
        yield from required(value, wanted[name], None, where)


def additional_properties(value, _, schema, where):
    for name in value.keys() - schema.get("properties", {}).keys() if isinstance(value, dict) else ():
        yield f"{where}.{name}: is not in the schema"


def all_of(value, wanted, _, where):
    for schema in wanted:
        yield from check(value, schema, where)


def one_of(value, wanted, _, where):
    found = [list(check(value, schema, where)) for schema in wanted]
    if found.count([]) != 1:
        yield f"{where}: fits {found.count([])} of {len(wanted)}: {min(found, key=len)}"


def condition(value, wanted, schema, where):
    yield from check(value, schema.get("then" if fits(value, wanted) else "else", {}), where)


def simple(is_wrong, words):
    def rule(value, wanted, _, where):
        if is_wrong(value, wanted):
            yield f"{where}: {words} {wanted}"

    return rule


def on(kind, is_wrong):
    return lambda value, wanted: is_type(value, kind) and is_wrong(value, wanted)


RULES = {
    "$ref": reference,
    "type": type_of,
    "properties": properties,
    "required": required,
    "dependentRequired": dependent_required,
    "additionalProperties": additional_properties,
    "allOf": all_of,
    "oneOf": one_of,
    "if": condition,
    "not": simple(fits, "must not fit"),
    "const": simple(lambda value, wanted: (type(value), value) != (type(wanted), wanted), "is not"),
    "enum": simple(lambda value, wanted: value not in wanted, "is none of"),
    "pattern": simple(on("string", lambda value, wanted: not re.search(wanted, value)), "does not match"),
    "minLength": simple(on("string", lambda value, wanted: len(value) < wanted), "is shorter than"),
    "maxLength": simple(on("string", lambda value, wanted: len(value) > wanted), "is longer than"),
    "minimum": simple(on("integer", lambda value, wanted: value < wanted), "is less than"),
    "maximum": simple(on("integer", lambda value, wanted: value > wanted), "is more than"),
}
