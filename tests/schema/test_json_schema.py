"""The JSON Schema is whole: valid by structure, every key in it, no English for a reader."""

import json
from collections.abc import Iterator
from typing import Any

from besluitsteun.schema.glossary import models, words
from besluitsteun.schema.json_schema import DIALECT, json_schema

SCHEMA = json_schema()
TYPES = {"object", "array", "string", "number", "integer", "boolean", "null"}
KEYWORDS = {
    "$schema", "$defs", "$ref", "type", "title", "description", "default", "enum", "const", "properties", "required",
    "additionalProperties", "propertyNames", "items", "prefixItems", "minItems", "maxItems", "minLength", "pattern",
    "minimum", "maximum", "exclusiveMinimum", "anyOf", "oneOf",
}  # fmt: skip


def subschemas(schema: Any) -> Iterator[dict[str, Any]]:
    """The schema and every schema inside it."""
    if not isinstance(schema, dict):
        return
    yield schema
    for keyword in ("items", "additionalProperties", "propertyNames"):
        yield from subschemas(schema.get(keyword))
    for keyword in ("anyOf", "oneOf", "prefixItems"):
        for each in schema.get(keyword, []):
            yield from subschemas(each)
    for keyword in ("properties", "$defs"):
        for each in schema.get(keyword, {}).values():
            yield from subschemas(each)


def test_it_is_plain_json_of_the_right_dialect() -> None:
    assert SCHEMA["$schema"] == DIALECT
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


def test_every_keyword_type_and_reference_exists() -> None:
    for schema in subschemas(SCHEMA):
        assert set(schema) <= KEYWORDS, schema
        types = schema.get("type", [])
        assert set([types] if isinstance(types, str) else types) <= TYPES
        if "$ref" in schema:
            assert schema["$ref"].removeprefix("#/$defs/") in SCHEMA["$defs"]


def test_required_keys_are_properties() -> None:
    for schema in subschemas(SCHEMA):
        assert set(schema.get("required", [])) <= set(schema.get("properties", {}))


def test_every_key_of_every_model_is_there_and_no_other() -> None:
    for model in models():
        definition = SCHEMA if model.__name__ == "StudyFile" else SCHEMA["$defs"][model.__name__]
        keys = {word.dutch for word in words() if word.model is model}
        assert set(definition["properties"]) == keys


def test_only_what_a_study_cannot_do_without_is_required() -> None:
    assert sorted(SCHEMA["required"]) == ["functies", "naam", "objecten", "scenarios"]


def test_unknown_keys_are_refused_everywhere_but_for_columns_of_divisions() -> None:
    loose = {
        name for name, each in SCHEMA["$defs"].items() if each["type"] == "object" and each["additionalProperties"]
    }
    assert loose == {"Asset"}
    assert SCHEMA["additionalProperties"] is False


def test_english_docstrings_do_not_reach_the_reader() -> None:
    told = {schema[key] for schema in subschemas(SCHEMA) for key in ("title", "description") if key in schema}
    assert not [text for text in told if " the " in f" {text} " or " of a " in text]
    assert SCHEMA["$defs"]["Asset"]["title"] == "object"
    assert "waterdiepte" in SCHEMA["$defs"]["Asset"]["properties"]["faaldiepte_m"]["description"]
