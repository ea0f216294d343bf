"""The models of the schema in, one JSON Schema (2020-12) of a study out, for editors that check while one types."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from .base import Model
from .glossary import ENUM_WORDS, MODEL_WORDS, enumerations, meaning, models
from .sources import RULES, ColumnDivision, LayerDivision, MappedSource
from .study_file import BARE_LISTS, DOCUMENTS, ROW_LISTS

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FILE: JsonSchemaValue = {"type": "string", "description": "naam van een bestand, vanaf de map van de studie"}


def json_schema() -> dict[str, Any]:
    """The schema of ``studie.yaml`` with every list inline; a list may also be the name of a file.

    Keys and descriptions are Dutch. It says what an editor can check; the loader checks more.
    """
    _, generated = models_json_schema(
        [(model, "validation") for model in models()],
        by_alias=True,
        ref_template="#/$defs/{model}",
        schema_generator=_Dutch,
    )
    definitions: dict[str, Any] = generated["$defs"]
    for model in models():
        _in_dutch(definitions[model.__name__], model)
    for kind in enumerations():
        definitions[kind.__name__] |= {"title": ENUM_WORDS[kind], "description": "kies één van de woorden"}
    definitions["Asset"]["additionalProperties"] = {"description": "kolom van een gebiedsindeling"}
    study = definitions.pop("StudyFile")
    study["properties"].update(_list_schemas(study["properties"]))
    return {"$schema": DIALECT, **study, "$defs": definitions}


class _Dutch(GenerateJsonSchema):
    """What a YAML file may hold, not what Python may: no titles from English names, numbers as numbers, ja and nee."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        limits = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum"}
        return {"type": "number", **{to: float(schema[of]) for of, to in limits.items() if of in schema}}  # type: ignore[literal-required]

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:  # noqa: ARG002
        return {"enum": [True, False, "ja", "nee"]}

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """An editor takes ``0012`` for a number; here it is text all the same."""
        return {**super().str_schema(schema), "type": ["string", "number", "boolean"]}


def _in_dutch(definition: dict[str, Any], model: type[Model]) -> None:
    """Title and descriptions in Dutch; fields that the loader fills are no keys."""
    definition["title"] = MODEL_WORDS[model]
    definition.pop("description", None)
    for name, info in model.model_fields.items():
        key = info.alias or name
        if info.exclude:
            del definition["properties"][key]
            continue
        told = meaning(model, key)
        if told:
            definition["properties"][key]["description"] = told


def _list_schemas(properties: dict[str, Any]) -> dict[str, Any]:
    lists: dict[str, Any] = {}
    for key, model in ROW_LISTS.items():
        lists[key] = _either(_FILE, {"type": "array", "items": _either(*_parts(key, model))})
    for key, model in DOCUMENTS.items():
        lists[key] = _either(_FILE, _ref(model), *([{"type": "array"}] if key in BARE_LISTS else []))
    lists["gebiedsindelingen"] = {
        "type": "object",
        "additionalProperties": _either(_ref(ColumnDivision), _ref(LayerDivision)),
    }
    for key, schema in lists.items():
        if "description" in properties[key]:
            schema["description"] = properties[key]["description"]
    return lists


def _parts(key: str, model: type[Model]) -> list[JsonSchemaValue]:
    """What may stand in a list: rows, and in the registers also file names, sources with a mapping and rules."""
    rules = list(RULES.values()) if key == "afhankelijkheden" else []
    mixed = [_FILE, _ref(MappedSource)] if key in ("objecten", "gegevens", "afhankelijkheden") else []
    return [_ref(model), *mixed, *(_ref(rule) for rule in rules)]


def _either(*schemas: JsonSchemaValue) -> JsonSchemaValue:
    return schemas[0] if len(schemas) == 1 else {"anyOf": list(schemas)}


def _ref(model: type[Model]) -> JsonSchemaValue:
    return {"$ref": f"#/$defs/{model.__name__}"}
