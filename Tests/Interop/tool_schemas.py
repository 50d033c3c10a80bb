#!/usr/bin/env python3
"""Checks the tools that CORA offers the model, as they were sent, against the openai SDK: its types, and its own rules for
strict schemas.

    tool_schemas.py RECORDING.jsonl
"""

import copy
import json
import pathlib
import sys

import pydantic
from openai.lib._pydantic import _ensure_strict_json_schema
from openai.types.realtime import RealtimeFunctionTool

from checks import Checks, check

SEED = {"search_properties", "book_showing", "qualify_lead", "request_callback", "transfer_to_human"}


def offered(path):
    for line in map(json.loads, pathlib.Path(path).read_text().splitlines()):
        event = line.get("event", {})
        if event.get("type") == "session.update" and event["session"].get("tools"):
            return event["session"]["tools"]
    sys.exit(f"no tools in {path}")


def one(tool):
    held = pydantic.TypeAdapter(RealtimeFunctionTool).validate_python(tool).model_dump(exclude_unset=True)
    check(held == tool, f"the SDK's type holds something else:\n  {tool}\n  {held}")
    strict = _ensure_strict_json_schema(copy.deepcopy(tool["parameters"]), path=(), root=tool["parameters"])
    check(strict == tool["parameters"], f"the SDK makes of it:\n  {strict}")
    every_object_is_closed(tool["parameters"])
    return ", ".join(tool["parameters"]["properties"])


def every_object_is_closed(schema):
    kinds = schema.get("type")
    if "object" in (kinds if isinstance(kinds, list) else [kinds]):
        check(schema.get("additionalProperties") is False, f"open: {schema}")
        check(sorted(schema["required"]) == sorted(schema["properties"]), f"not all required: {schema}")
        for property in schema["properties"].values():
            every_object_is_closed(property)
    if "items" in schema:
        every_object_is_closed(schema["items"])
    for choice in schema.get("anyOf", []):
        every_object_is_closed(choice)


def main(path):
    tools = offered(path)
    checks = Checks()
    names = {tool["name"] for tool in tools}
    checks.run("the five tools are offered", lambda: check(SEED <= names, f"only {names}"))
    for tool in tools:
        checks.run(f"{tool['name']} is strict", one, tool)
    checks.finish()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
