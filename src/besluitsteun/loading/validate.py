"""Located values in, frozen models of the schema out; every refusal of pydantic becomes a Dutch ``Problem``.

One refusal, one problem, at the key or cell that caused it. Unknown and reserved keys are refused here, before
pydantic, so that everything else in the same record is checked as well.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping
from collections.abc import Sequence as AnySequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from ..problems import Place, Problem
from ..schema.base import FLAG, KEYS, LIST, ONE, Model, Refusal
from .forms import Form, ModelForm, Unreadable, cell_reader, model_form, plain, read_scalar
from .located import Entry, Located, Mapped, Row, Scalar, Sequence, Table
from .numerals import COMMA_HERE, maybe_thousands

M = TypeVar("M", bound=Model)
_NONE: Mapping[str, Any] = {}


def build(
    model: type[M], data: Located | Row, filled: Mapping[str, Any] = _NONE, separator: str = ","
) -> tuple[M | None, list[Problem]]:
    """One record of ``model``, or nothing with every problem that was found.

    ``filled`` holds values that the loader sets itself, by field name; a user may not write those keys.
    ``separator`` as in ``Table``, only for a ``Row``.
    """
    if isinstance(data, Row):
        table = Table(data.place.file, tuple(data.cells), (data,), separator=separator)
        (only,), problems = build_rows(model, table, [filled])
        return only, problems
    if not isinstance(data, Mapped):
        expected = "sleutels: " + ", ".join(model_form(model).keys)
        return None, [Problem(data.place, _value(data), expected, "schrijf `sleutel: waarde`")]
    found: list[Problem] = []
    record = {**_record(data, model_form(model), found), **filled}
    try:
        built = model.model_validate(record)
    except ValidationError as error:
        root = Form("", model=model)
        return None, found + [_located_problem(data, root, each) for each in _told(error)]
    return (None if found else built), found


def build_document(model: type[M], data: Located, list_key: str | None = None) -> tuple[M | None, list[Problem]]:
    """As ``build``; with ``list_key`` a bare list counts as the value of that key."""
    if list_key is not None and isinstance(data, Sequence):
        data = Mapped((Entry(list_key, data.place, data),), data.place)
    return build(model, data)


def build_list(model: type[M], data: Located) -> tuple[tuple[M | None, ...], list[Problem]]:
    """A record for every item of a YAML list; nothing where an item was refused."""
    if not isinstance(data, Sequence):
        return (), [Problem(data.place, _value(data), "een lijst", "zet voor elk onderdeel een streepje: `- …`")]
    results = [build(model, item) for item in data]
    return tuple(built for built, _ in results), [problem for _, found in results for problem in found]


# --- keys and values of a YAML mapping -------------------------------------------------------------------------------


def _record(data: Mapped, form: ModelForm, problems: list[Problem]) -> dict[str, Any]:
    """Alias → raw value. An empty value counts as absent, unless the key is required."""
    record = {}
    for entry in data:
        known = form.keys.get(entry.key)
        if known is None:
            problems.append(unknown_key(entry.key, entry.key_place, form, "sleutel"))
        elif not _is_null(entry.value) or (entry.key in form.required and not known.as_written):
            record[entry.key] = _raw(entry.value, known, problems)
    return record


def _is_null(node: Located) -> bool:
    return isinstance(node, Scalar) and node.null


def _raw(node: Located, form: Form, problems: list[Problem]) -> Any:
    if form.as_written:
        return node
    if isinstance(node, Scalar):
        return read_scalar(node, form)
    if isinstance(node, Sequence):
        return [_raw(item, form.item, problems) for item in node] if form.item else plain(node)
    if form.model is not None:
        return _record(node, model_form(form.model), problems)
    if form.value is not None:
        return {entry.key: _raw(entry.value, form.value, problems) for entry in node}
    return plain(node)


def unknown_key(key: str, place: Place, form: ModelForm, word: str, way_out: str = "") -> Problem:
    """The problem of a key or column (``word``) that the model does not know, with the likeliest meant one.

    ``way_out`` is what else can be done than remove it.
    """
    if key in form.reserved:
        return Problem(place, f"{word} `{key}` wordt nog niet ondersteund", "", f"verwijder de {word}")
    close = difflib.get_close_matches(key, form.keys, n=1, cutoff=0.6) or difflib.get_close_matches(
        key.lower(), form.keys, n=1, cutoff=0.6
    )
    remedy = f"bedoelde u `{close[0]}`?" if close else f"verwijder de {word}{way_out}"
    return Problem(place, f"onbekende {word} `{key}`", "een van " + ", ".join(form.keys), remedy)


# --- rows of a table -------------------------------------------------------------------------------------------------


def build_rows(
    model: type[M],
    table: Table,
    filled: AnySequence[Mapping[str, Any]] = (),
    ignore: Collection[str] = (),
    way_out: str = "",
) -> tuple[tuple[M | None, ...], list[Problem]]:
    """A record for every row of ``table``, in its order; nothing where a row was refused.

    ``filled``: per row the values that the loader sets itself, by field name. ``ignore``: columns that are read
    elsewhere (area divisions, columns of a rule). ``way_out``: what else than removing it can be done with a column
    that is not known. All rows are validated in one go, for speed.
    """
    form = model_form(model)
    problems = _unknown_columns(table, form, set(ignore), way_out) + _mixed_marks(table, form)
    absent = form.required - set(table.columns) - {column for row in table.rows for column in row.cells}
    problems += [_absent_column(table, column) for column in form.keys if column in absent]
    records = _records(table, form)
    for record, more in zip(records, filled, strict=False):
        record.update(more)
    built, errors = _validate_all(model, records)
    root = Form("", model=model)
    for error in errors:
        index, *path = error["loc"]
        if not (error["type"] == "missing" and path[0] in absent):
            problems.append(_row_problem(table.rows[int(index)], root, tuple(path), error))
    return built, problems


def _records(table: Table, form: ModelForm) -> list[dict[str, Any]]:
    readers = {column: _remembering(cell_reader(known, table.separator)) for column, known in form.keys.items()}
    records = []
    for row in table.rows:
        record = {}
        for column, cell in row.cells.items():
            reader = readers.get(column)
            if reader is None:
                continue
            if isinstance(cell, str):
                record[column] = reader(cell)
            elif not cell.null or column in form.required:
                record[column] = read_scalar(cell, form.keys[column])
        records.append(record)
    return records


def _remembering(reader: Callable[[str], Any]) -> Callable[[str], Any]:
    """Registers repeat the same few texts in a column: each is read once."""
    return cache(reader)


@cache
def _many(model: type[Model]) -> TypeAdapter[list[Any]]:
    return TypeAdapter(list[model])  # type: ignore[valid-type]


def _validate_all(model: type[M], records: list[dict[str, Any]]) -> tuple[tuple[M | None, ...], list[ErrorDetails]]:
    try:
        return tuple(_many(model).validate_python(records)), []
    except ValidationError as error:
        errors = _told(error)
    refused = {each["loc"][0] for each in errors}
    good = iter(_many(model).validate_python([each for i, each in enumerate(records) if i not in refused]))
    return tuple(None if i in refused else next(good) for i in range(len(records))), errors


def _unknown_columns(table: Table, form: ModelForm, ignore: set[str], way_out: str) -> list[Problem]:
    """One problem for a column, however many rows it has."""
    names = table.rows[0].names if table.rows else {}
    header = table.rows[0].place.file if table.rows else table.place.file
    unknown: dict[str, Place] = {}
    for column in table.columns:
        if column not in form.keys:
            unknown[column] = Place(header, row=1, column=names.get(column, column))
    for row in table.rows:
        for column, cell in row.cells.items():
            if column not in form.keys and column not in unknown:
                unknown[column] = cell.place if isinstance(cell, Scalar) else row.at(column)
    kept = ((column, place) for column, place in unknown.items() if column not in ignore)
    return [unknown_key(column, place, form, "kolom", way_out) for column, place in kept]


def _absent_column(table: Table, column: str) -> Problem:
    file = table.rows[0].place.file if table.rows else table.place.file
    return Problem(Place(file, row=1), f"kolom `{column}` ontbreekt", f"een kolom `{column}`", "voeg de kolom toe")


def _mixed_marks(table: Table, form: ModelForm) -> list[Problem]:
    """In a ";" table: both decimal marks in one table, or points that may as well be marks for thousands."""
    if table.separator != ";":
        return []
    commas, points = _marked_cells(table, form)
    if commas and points:
        place, text = points[0]
        more = f" (en nog {len(points) - 1})" if len(points) > 1 else ""
        found = f"getal `{text}` met een punt{more}, terwijl {commas[0][0]} een komma heeft (`{commas[0][1]}`)"
        remedy = _meant(text) if maybe_thousands(text) else "gebruik overal de komma"
        return [Problem(place, found, "in één tabel overal een komma of overal een punt", remedy)]
    if points and all(maybe_thousands(text) for _, text in points):
        place, text = points[0]
        found = f"`{text}` kan een duizendtal zijn en een breuk"
        return [Problem(place, found, "getallen zonder punt voor duizendtallen", _meant(text))]
    return []


def _meant(text: str) -> str:
    """Both things that a number such as ``1.200`` can mean, each as it should be written."""
    whole, fraction = text.replace(".", ""), text.replace(".", ",", 1)
    return f"schrijf `{whole}` als het een duizendtal is, of `{fraction}` als het een breuk is"


def _marked_cells(table: Table, form: ModelForm) -> tuple[list[tuple[Place, str]], list[tuple[Place, str]]]:
    columns = [column for column, known in form.keys.items() if known.kinds & {"number", "exact", "whole"}]
    commas: list[tuple[Place, str]] = []
    points: list[tuple[Place, str]] = []
    for row in table.rows:
        for column in columns:
            text = row.cells.get(column)
            if isinstance(text, str) and ("," in text) != ("." in text):
                (commas if "," in text else points).append((row.at(column), text))
    return commas, points


# --- what pydantic said, in Dutch ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Refused:
    """One refusal: the key, its value as a user sees it, what may stand there, and what pydantic said."""

    key: str
    value: str
    form: Form
    error: ErrorDetails
    table: str | None = None  # name of the table it stands in

    @property
    def in_table(self) -> bool:
        return self.table is not None

    @property
    def stands(self) -> str:
        return f"`{self.key}` is {self.value}" if self.key else self.value


def _told(error: ValidationError) -> list[ErrorDetails]:
    """The errors of pydantic, without "too short" for a list whose own items were refused."""
    errors = error.errors(include_url=False)
    if not any(each["type"] == "too_short" for each in errors):
        return errors
    starts = {each["loc"][:end] for each in errors for end in range(len(each["loc"]))}
    return [each for each in errors if each["type"] != "too_short" or each["loc"] not in starts]


def _located_problem(data: Mapped, root: Form, error: ErrorDetails) -> Problem:
    node, place, form, key = _walk(data, root, error["loc"])
    refused = _Refused(key, "" if node is None else _value(node), form, error)
    return Problem(place, *_sentence(refused))


def _row_problem(row: Row, root: Form, path: tuple[int | str, ...], error: ErrorDetails) -> Problem:
    if not path:
        return Problem(row.place, *_sentence(_Refused("", "deze rij", root, error, row.place.file)))
    column = str(path[0])
    cell = row.cells.get(column)
    value = _value(cell) if isinstance(cell, Scalar) else f"`{_short(cell)}`" if cell else "leeg"
    assert root.model is not None  # noqa: S101  (the root of a table is a model)
    form = model_form(root.model).keys.get(column, root)
    return Problem(row.at(column), *_sentence(_Refused(column, value, form, error, row.place.file)))


def _walk(data: Located, root: Form, path: tuple[int | str, ...]) -> tuple[Located | None, Place, Form, str]:
    """Follow ``path`` as far as it goes: the node (none for a missing key), its place, its form and the last key."""
    if path and path[-1] == "[key]":
        return _walk_to_key(data, root, path)
    node: Located | None = data
    place, form, key = data.place, root, ""
    for step in path:
        if step in (ONE, LIST, KEYS, FLAG):
            continue
        if isinstance(step, int):
            if not isinstance(node, Sequence) or step >= len(node):
                break
            form, node = form.item or form, node.items[step]
        elif isinstance(node, Mapped):
            form = (model_form(form.model).keys.get(step, form) if form.model else form.value) or form
            node, key = node.get(step), step
        if node is None:
            break
        place = node.place
    return node, place, form, key


def _walk_to_key(data: Located, root: Form, path: tuple[int | str, ...]) -> tuple[Located, Place, Form, str]:
    """As ``_walk``, where the key of a mapping itself is refused (pydantic: …, key, "[key]")."""
    holder, place, form, name = _walk(data, root, path[:-2])
    key = str(path[-2])
    entry = holder.entry(key) if isinstance(holder, Mapped) else None
    place = entry.key_place if entry else place
    return Scalar(key, place), place, form.key or form, name


def _value(node: Located) -> str:
    if isinstance(node, Mapped):
        return "een groep sleutels"
    if isinstance(node, Sequence):
        return "een lijst" if len(node) else "een lege lijst"
    return "leeg" if node.null else f"`{_short(node.text)}`"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:57] + "…"


Sentence = tuple[str, str, str]  # found, expected, remedy


def _missing(refused: _Refused) -> Sentence:
    if isinstance(refused.error["loc"][-1], int):  # a list with a fixed number of items
        return _too_few(refused)
    if refused.in_table or refused.value:
        return f"`{refused.key}` is leeg", refused.form.expected, "vul een waarde in"
    return f"sleutel `{refused.key}` ontbreekt", refused.form.expected, f"voeg `{refused.key}: …` toe"


def _extra(refused: _Refused) -> Sentence:
    return f"onbekende sleutel `{refused.error['loc'][-1]}`", "", "verwijder de sleutel"


def _not_of_type(refused: _Refused) -> Sentence:
    given = refused.error["input"]
    if isinstance(given, Unreadable):
        return f"{refused.stands}: {given.why}", refused.form.expected, _remedy_for(refused, given)
    return refused.stands, refused.form.expected, _remedy_for_shape(refused)


def _remedy_for(refused: _Refused, given: Unreadable) -> str:
    if "aanhalingstekens" in given.why:
        return "laat de aanhalingstekens weg"
    if "flag" in refused.form.kinds:
        return "schrijf ja of nee"
    if "één cel" in given.why:
        return "laat de cel leeg"
    if "te groot" in given.why:
        return "controleer het getal"
    if given.why == COMMA_HERE and maybe_thousands(given.text.replace(",", ".")):
        return f"schrijf `{given.text.replace(',', '')}` als het een duizendtal is, een breuk met een punt"
    if given.why == COMMA_HERE:
        in_workbook = ".xlsx" in (refused.table or "")
        return "maak van de cel een getal in plaats van tekst" if in_workbook else "schrijf een punt, geen komma"
    return "schrijf alleen het getal, zonder eenheid en zonder scheidingsteken voor duizendtallen"


def _remedy_for_shape(refused: _Refused) -> str:
    if refused.value == "leeg":
        return "vul een waarde in"
    if refused.form.item is not None:
        return "zet er een lijst van: `[…]`"
    return "schrijf het zo als verwacht"


def _not_in_list(refused: _Refused) -> Sentence:
    close = difflib.get_close_matches(refused.value.strip("`").lower(), refused.form.words, n=1, cutoff=0.6)
    remedy = f"bedoelde u `{close[0]}`?" if close else "kies een van deze woorden"
    return refused.stands, refused.form.expected, remedy


def _pattern(refused: _Refused) -> Sentence:
    remedy = "kies een van deze woorden" if refused.form.words else "vervang de andere tekens, ook spaties"
    return refused.stands, refused.form.expected, remedy


def _too_little_text(refused: _Refused) -> Sentence:
    return f"`{refused.key}` is leeg", refused.form.expected, "vul een waarde in of laat de sleutel weg"


def _out_of_range(refused: _Refused) -> Sentence:
    return refused.stands, refused.form.expected, "vul een waarde binnen deze grenzen in"


def _no_number(refused: _Refused) -> Sentence:
    return refused.stands, refused.form.expected, "vul een gewoon getal in"


def _too_few(refused: _Refused) -> Sentence:
    return f"`{refused.key}` heeft te weinig onderdelen", refused.form.expected, "vul de lijst aan"


def _too_many(refused: _Refused) -> Sentence:
    return f"`{refused.key}` heeft te veel onderdelen", refused.form.expected, "kort de lijst in"


def _rule(refused: _Refused) -> Sentence:
    error = refused.error.get("ctx", {}).get("error")
    if isinstance(error, Refusal):
        return error.found, error.expected, error.remedy
    return refused.stands, str(error), "verbeter de waarde"


def _unknown_refusal(refused: _Refused) -> Sentence:
    return refused.stands, refused.form.expected, "schrijf het zo als verwacht"


SENTENCES: Mapping[str, Callable[[_Refused], Sentence]] = {
    "missing": _missing,
    "extra_forbidden": _extra,
    "string_type": _not_of_type,
    "float_type": _not_of_type,
    "decimal_type": _not_of_type,
    "int_type": _not_of_type,
    "bool_type": _not_of_type,
    "tuple_type": _not_of_type,
    "dict_type": _not_of_type,
    "model_type": _not_of_type,
    "union_tag_invalid": _not_of_type,
    "enum": _not_in_list,
    "literal_error": _not_in_list,
    "string_pattern_mismatch": _pattern,
    "string_too_short": _too_little_text,
    "greater_than_equal": _out_of_range,
    "greater_than": _out_of_range,
    "less_than_equal": _out_of_range,
    "finite_number": _no_number,
    "too_short": _too_few,
    "too_long": _too_many,
    "value_error": _rule,
}
"""Every kind of error that the schema can raise (a test walks them) → the sentence that tells it."""


def _sentence(refused: _Refused) -> Sentence:
    return SENTENCES.get(refused.error["type"], _unknown_refusal)(refused)
