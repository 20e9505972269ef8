"""The published schema of an answer, and the same without room for keys that it does not name."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

FILE = Path(__file__).parents[1] / "docs" / "reference" / "answer.schema.json"
SCHEMA = json.loads(FILE.read_text(encoding="utf-8"))


def closed(schema: Any) -> Any:
    """A schema whose objects have no other properties than those it names."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: closed(value) for key, value in schema.items()}
    if isinstance(found.get("properties"), dict) and "required" in found:
        found.setdefault("additionalProperties", False)
    return found


ANSWER = Draft202012Validator(closed(SCHEMA))
EVIDENCE = Draft202012Validator(
    {**SCHEMA, "$ref": "#/$defs/evidence", "type": "object"} | {"required": [], "properties": {}}
)
