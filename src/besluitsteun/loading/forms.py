"""A model of the schema in, its ``Form`` out: what a user may write where, and how a value as written is read.

The types of the schema decide how text is read: ``0012`` is text for an id and no number for a depth.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from collections.abc import Sequence as AnySequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ..schema.base import EPSG_PATTERN, Id, Model
from .located import Located, Mapped, Scalar, Sequence
from .numerals import parse_number

_YAML_FLAGS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_FLAGS = {"ja": True, "nee": False}
ID_PATTERN = get_args(Id)[1].pattern


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A value that cannot be of the type that the schema asks; pydantic refuses it, ``why`` says more (Dutch)."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Form:
    """What may stand at one place: single values of some kinds, a list, keys with values, or anything (``as_written``).

    ``expected`` says it in Dutch. Kinds: text, number (float), exact (Decimal), whole (int), flag (bool).
    """

    expected: str
    kinds: frozenset[str] = frozenset()
    item: Form | None = None
    key: Form | None = None
    value: Form | None = None
    model: type[Model] | None = None
    words: tuple[str, ...] = ()
    as_written: bool = False


@dataclass(frozen=True)
class ModelForm:
    """The keys that a user may write in a model, each with its form; required keys; keys reserved for later."""

    keys: Mapping[str, Form]
    required: frozenset[str]
    reserved: frozenset[str]


@cache
def model_form(model: type[Model]) -> ModelForm:
    """The form of a model; fields that the loader fills (``exclude``) are no keys for a user."""
    keys: dict[str, Form] = {}
    required = set()
    for name, info in model.model_fields.items():
        if info.exclude:
            continue
        alias = info.alias or name
        keys[alias] = form_of(_annotation(info))
        if info.is_required():
            required.add(alias)
    return ModelForm(keys, frozenset(required), frozenset(model.reserved))


def _annotation(info: FieldInfo) -> Any:
    return Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation


def form_of(annotation: Any) -> Form:
    """The form of a type of the schema."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _narrowed(form_of(arguments[0]), arguments[1:])
    if origin in (Union, types.UnionType):
        return _merged([form_of(argument) for argument in arguments if argument is not type(None)])
    if origin is Literal:
        return _choice(tuple(str(argument) for argument in arguments), isinstance(arguments[0], int))
    if origin is tuple:
        return _list_form(arguments)
    if origin is not None and issubclass(origin, Mapping):
        value = form_of(arguments[1])
        return Form(f"sleutels met {value.expected}", value=value, key=form_of(arguments[0]))
    return _plain_form(annotation)


def _plain_form(annotation: Any) -> Form:
    if annotation is Any:
        return Form("een bestandsnaam, een lijst of sleutels", as_written=True)
    if issubclass(annotation, BaseModel):
        assert issubclass(annotation, Model)  # noqa: S101  (every model of the schema is one)
        return Form("sleutels: " + ", ".join(model_form(annotation).keys), model=annotation)
    if issubclass(annotation, Enum):
        return _choice(tuple(str(member.value) for member in annotation), is_number=False)
    kind, expected = {
        str: ("text", "tekst"),
        float: ("number", "een getal"),
        Decimal: ("exact", "een getal"),
        int: ("whole", "een geheel getal"),
        bool: ("flag", "ja of nee"),
    }[annotation]
    return Form(expected, frozenset({kind}))


def _choice(words: tuple[str, ...], is_number: bool) -> Form:
    expected = words[0] if len(words) == 1 else "een van: " + ", ".join(words)
    return Form(expected, frozenset({"whole" if is_number else "text"}), words=words)


def _list_form(arguments: tuple[Any, ...]) -> Form:
    item = form_of(arguments[0])
    if arguments[-1] is Ellipsis:
        return Form(f"een lijst met {item.expected}", item=item)
    return Form(f"een lijst van {len(arguments)}: {item.expected}", item=_merged([form_of(each) for each in arguments]))


def _narrowed(form: Form, metadata: AnySequence[Any]) -> Form:
    """The form with the bounds of ``Annotated`` in its words."""
    limits = {name: _limit(metadata, name) for name in ("ge", "gt", "le", "pattern")}
    if limits["pattern"] == ID_PATTERN:
        return replace(form, expected="een id van letters, cijfers, _ . of -")
    if limits["pattern"] == EPSG_PATTERN:
        return replace(form, expected="EPSG: met een nummer, zoals EPSG:28992")
    if isinstance(limits["pattern"], str) and limits["pattern"].strip("^$").isalnum():
        return _choice((limits["pattern"].strip("^$"),), is_number=False)
    bounds = _bounds(limits["ge"], limits["gt"], limits["le"])
    if not bounds or not form.kinds & {"number", "exact", "whole"}:
        return form
    return replace(form, expected=f"{form.expected} {bounds}")


def _limit(metadata: AnySequence[Any], name: str) -> Any:
    for item in metadata:
        inner = _limit(item.metadata, name) if isinstance(item, FieldInfo) else getattr(item, name, None)
        if inner is not None:
            return inner
    return None


def _bounds(at_least: Any, more_than: Any, at_most: Any) -> str:
    if at_least is not None and at_most is not None:
        return f"van {at_least} tot en met {at_most}"
    if at_least is not None:
        return f"van {at_least} of meer"
    if more_than is not None:
        return f"groter dan {more_than}"
    return "" if at_most is None else f"van hoogstens {at_most}"


def _merged(forms: list[Form]) -> Form:
    if len(forms) == 1:
        return forms[0]
    expected = " of ".join(dict.fromkeys(form.expected for form in forms))
    return Form(
        expected,
        frozenset().union(*(form.kinds for form in forms)),
        next((form.item for form in forms if form.item), None),
        next((form.key for form in forms if form.key), None),
        next((form.value for form in forms if form.value), None),
        next((form.model for form in forms if form.model), None),
        tuple(word for form in forms for word in form.words),
        any(form.as_written for form in forms),
    )


def read_scalar(scalar: Scalar, form: Form) -> Any:
    """A YAML value as the schema wants it, or ``Unreadable``; null is ``None``."""
    if scalar.null:
        return None
    if "flag" in form.kinds and not scalar.quoted:
        flag = {**_FLAGS, **_YAML_FLAGS}.get(scalar.text)
        if flag is not None:
            return flag
    if scalar.number is not None and form.kinds & _NUMBERS:
        return _as_number(scalar.number, scalar.text, form)
    if "text" in form.kinds:
        return scalar.text
    if form.kinds:
        return Unreadable(scalar.text, _why_unreadable(scalar, form))
    return scalar.text if form.item is None else read_scalar(scalar, form.item)


_NUMBERS = frozenset({"number", "exact", "whole"})


def _why_unreadable(scalar: Scalar, form: Form) -> str:
    if scalar.quoted:
        return "tussen aanhalingstekens is het tekst"
    if "flag" in form.kinds:
        return "dit is geen ja of nee"
    why = parse_number(scalar.text)
    return why if isinstance(why, str) else ""


def _as_number(number: Decimal, text: str, form: Form) -> Any:
    if "exact" in form.kinds:
        return number
    if "number" in form.kinds:
        return float(number)
    whole = int(number)
    return whole if whole == number else Unreadable(text, "dit is geen geheel getal")


def cell_reader(form: Form, separator: str) -> Callable[[str], Any]:
    """How a cell of a table is read: text → what the schema wants, or ``Unreadable``. Lists are split at ``|``."""
    if form.kinds & _NUMBERS:
        return lambda text: _read_number(text, form, separator)
    if form.kinds == {"flag"}:
        return lambda text: _FLAGS.get(text, Unreadable(text, "dit is geen ja of nee"))
    if form.kinds or form.as_written:
        return lambda text: text
    if form.item is not None and form.item.kinds:
        read_item = cell_reader(form.item, separator)
        return lambda text: [read_item(part.strip()) for part in text.split("|")]
    return lambda text: Unreadable(text, "dit past niet in één cel: schrijf deze lijst in een YAML-bestand")


def _read_number(text: str, form: Form, separator: str) -> Any:
    number = parse_number(text, separator)
    if isinstance(number, Decimal):
        return _as_number(number, text, form)
    return text if "text" in form.kinds else Unreadable(text, number)


def plain(node: Located | None) -> Any:
    """The bare value of a node where the schema expects another shape: text, list or dict."""
    if isinstance(node, Mapped):
        return {entry.key: plain(entry.value) for entry in node}
    if isinstance(node, Sequence):
        return [plain(item) for item in node]
    return None if node is None or node.null else node.text
