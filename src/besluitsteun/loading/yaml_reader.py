"""A YAML file in, a ``Located`` tree out; only scalars, lists and mappings, nothing is constructed or executed.

The tree is built from the parser's events and not by recursion, so that no file can exhaust the stack. Anchors,
aliases and tags are refused: a study has no use for them and they are what makes YAML unsafe.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from ..problems import Place, Problem
from .located import Entry, Located, Mapped, Scalar, Sequence
from .numerals import parse_number

MAX_BYTES = 5_000_000  # some twenty seconds of reading; longer lists belong in a table
MAX_DEPTH = 40
_UNWRITABLE = re.compile("[\ud800-\udfff]")
_NULLS = {"", "null", "Null", "NULL", "~"}


class _Refused(Exception):  # noqa: N818  (a way out of the parser, not an error of the program)
    """Stops reading: what follows could not be understood."""

    def __init__(self, problem: Problem):
        self.problem = problem


def read_yaml(path: Path, shown_name: str) -> tuple[Located | None, list[Problem]]:
    """The tree of the file at ``path``, or nothing with the problems; places carry ``shown_name``.

    A duplicate key is a problem but does not stop reading: the first of the two is kept.
    """
    text, problems = read_text(path, shown_name, MAX_BYTES)
    if text is None:
        return None, problems
    return parse_yaml(text, shown_name)


def parse_yaml(text: str, shown_name: str) -> tuple[Located | None, list[Problem]]:
    """As ``read_yaml``, for text that is already in memory."""
    builder = _Builder(shown_name)
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            builder.take(event)
    except _Refused as refused:
        return None, [*builder.problems, refused.problem]
    except yaml.YAMLError as error:
        return None, [*builder.problems, _syntax_problem(error, shown_name, text)]
    except (ValueError, OverflowError):  # an escape or directive with an impossible number
        return None, [*builder.problems, _not_yaml(builder.last)]
    if builder.root is None or (isinstance(builder.root, Scalar) and builder.root.null):
        return None, [_empty(shown_name)]
    return builder.root, builder.problems


def read_text(path: Path, shown_name: str, max_bytes: int) -> tuple[str | None, list[Problem]]:
    """The UTF-8 text of a file, without byte order mark, or nothing with the problem."""
    place = Place(shown_name)
    try:
        size = path.stat().st_size
        if path.is_dir():
            return None, [Problem(place, "dit is een map", "een bestand", "noem het bestand in de map")]
        if not path.is_file():  # a device or pipe might never end
            return None, [Problem(place, "dit is geen gewoon bestand", "een bestand", "noem een ander bestand")]
        if size > max_bytes:
            return None, [_too_large(place, size, max_bytes)]
        data = path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        return None, [unreadable(place, error)]
    return _decoded(data, shown_name)


def unreadable(place: Place, error: Exception) -> Problem:
    """The problem of a file that is not there or may not be read."""
    if isinstance(error, FileNotFoundError):
        return Problem(
            place, "het bestand bestaat niet", "een bestaand bestand", "verbeter de naam of zet het bestand neer"
        )
    if isinstance(error, PermissionError):
        return Problem(
            place, "het bestand mag niet worden gelezen", "leesrecht", "sluit het bestand elders of geef leesrecht"
        )
    return Problem(
        place, "het bestand kan niet worden gelezen", "een leesbaar bestand", "kijk of naam en schijf kloppen"
    )


def _too_large(place: Place, size: int, limit: int) -> Problem:
    found = f"het bestand is te groot ({size / 1e6:.0f} MB)"
    return Problem(
        place, found, f"hoogstens {limit / 1e6:.0f} MB", "splits het bestand of zet lange lijsten in een tabel (.csv)"
    )


def _empty(shown_name: str) -> Problem:
    return Problem(
        Place(shown_name), "het bestand is leeg", "sleutels en waarden", "vul het bestand of noem het niet in de studie"
    )


def _decoded(data: bytes, shown_name: str) -> tuple[str | None, list[Problem]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        found = f"teken dat geen UTF-8 is (byte {data[error.start]:#04x})"
        return None, [Problem(Place(shown_name, line, column=column), found, "UTF-8", "sla het bestand op als UTF-8")]
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        found = "nulteken: dit is geen tekstbestand"
        return None, [Problem(Place(shown_name, line), found, "gewone tekst", "sla het bestand op als tekst in UTF-8")]
    return text, []


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read; for a mapping, ``key`` waits for its value."""

    place: Place
    is_mapping: bool
    items: list[Located] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: Scalar | None = None


class _Builder:
    """Turns the parser's events into a tree."""

    def __init__(self, shown_name: str):
        self.file = shown_name
        self.root: Located | None = None
        self.problems: list[Problem] = []
        self.last = Place(shown_name)
        self._open: list[_Open] = []
        self._documents = 0

    def take(self, event: Any) -> None:
        """One event further."""
        if isinstance(event, DocumentStartEvent):
            self._next_document(event)
        elif isinstance(event, NodeEvent):
            self._refuse_anchor_and_tag(event)
            self._take_node(event)
        elif isinstance(event, SequenceEndEvent):
            done = self._open.pop()
            self._add(Sequence(tuple(done.items), done.place))
        elif isinstance(event, MappingEndEvent):
            done = self._open.pop()
            self._add(Mapped(tuple(done.entries.values()), done.place))

    def _take_node(self, event: NodeEvent) -> None:
        place = self.last = self._place(event)
        if isinstance(event, ScalarEvent):
            if _UNWRITABLE.search(event.value):
                raise _Refused(
                    Problem(place, "een teken dat niet bestaat", "gewone tekst", "verwijder de \\u-aanduiding")
                )
            self._add(_scalar(event, place))
            return
        if self._open and self._open[-1].is_mapping and self._open[-1].key is None:
            raise _Refused(
                Problem(
                    place, "een sleutel die zelf een lijst of groep is", "een woord als sleutel", "verbeter de sleutel"
                )
            )
        if len(self._open) >= MAX_DEPTH:
            raise _Refused(
                Problem(
                    place, f"meer dan {MAX_DEPTH} niveaus diep", "een ondiepe opbouw", "verwijder de overbodige niveaus"
                )
            )
        self._open.append(_Open(place, isinstance(event, MappingStartEvent)))

    def _add(self, value: Located) -> None:
        if not self._open:
            self.root = value
            return
        parent = self._open[-1]
        if not parent.is_mapping:
            parent.items.append(value)
        elif parent.key is None:
            parent.key = self._as_key(value)
        else:
            key, parent.key = parent.key, None
            self._add_entry(parent, Entry(key.text, key.place, value))

    def _as_key(self, value: Located) -> Scalar:
        if isinstance(value, Scalar) and value.text.strip():
            return value
        raise _Refused(Problem(value.place, "een lege sleutel", "een woord voor de dubbele punt", "vul de sleutel in"))

    def _add_entry(self, parent: _Open, entry: Entry) -> None:
        first = parent.entries.setdefault(entry.key, entry)
        if first is not entry:
            found = f"sleutel `{entry.key}` staat er twee keer (ook op regel {first.key_place.line})"
            self.problems.append(
                Problem(entry.key_place, found, "elke sleutel één keer", "verwijder of hernoem een van beide")
            )

    def _next_document(self, event: DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            remedy = "verwijder de regel `---` of maak er aparte bestanden van"
            raise _Refused(
                Problem(self._place(event), "een tweede document in hetzelfde bestand", "één document", remedy)
            )

    def _refuse_anchor_and_tag(self, event: NodeEvent) -> None:
        if isinstance(event, AliasEvent) or event.anchor is not None:
            sign = "*" if isinstance(event, AliasEvent) else "&"
            found = f"verwijzing `{sign}{event.anchor}`"
            remedy = "schrijf de waarde voluit, of zet tekst met dit teken tussen aanhalingstekens"
            raise _Refused(Problem(self._place(event), found, "waarden zonder verwijzingen (& en *)", remedy))
        tag = getattr(event, "tag", None)
        if tag is not None:
            remedy = "laat het type weg, of zet tekst met een uitroepteken tussen aanhalingstekens"
            raise _Refused(
                Problem(self._place(event), f"type-aanduiding `{_short(tag)}`", "waarden zonder type", remedy)
            )

    def _place(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1, column=event.start_mark.column + 1)


def _scalar(event: ScalarEvent, place: Place) -> Scalar:
    if event.style is not None:
        return Scalar(event.value, place, quoted=True)
    number = parse_number(event.value)
    return Scalar(event.value, place, None if isinstance(number, str) else number, null=event.value in _NULLS)


def _short(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")


_CAUSES: tuple[tuple[str, str, str, str], ...] = (
    ("'\\t'", "een tab", "spaties om in te springen", "vervang elke tab door spaties"),
    ("special characters are not allowed", "een stuurteken", "gewone tekst", "verwijder het teken"),
    ("mapping values are not allowed", "een dubbele punt die hier niet kan staan", "één sleutel per regel",
     "zet de waarde tussen aanhalingstekens of verbeter het inspringen"),
    ("unexpected end of stream", "een aanhalingsteken dat niet wordt gesloten", "een sluitend aanhalingsteken",
     "zet het sluitende aanhalingsteken neer"),
    ("did not find expected <block end>", "een regel die niet past bij het inspringen erboven",
     "hetzelfde inspringen voor regels die bij elkaar horen", "maak het inspringen gelijk"),
    ("expected <block end>", "een regel die niet past bij het inspringen erboven",
     "hetzelfde inspringen voor regels die bij elkaar horen", "maak het inspringen gelijk"),
    ("could not find expected ':'", "een sleutel zonder dubbele punt", "`sleutel: waarde`",
     "zet een dubbele punt met een spatie achter de sleutel"),
    ("expected ',' or ']'", "een lijst die niet wordt gesloten", "`]`", "sluit de lijst met ] of zet een komma"),
    ("expected ',' or '}'", "een groep die niet wordt gesloten", "`}`", "sluit de groep met } of zet een komma"),
    ("found unknown escape", "een onbekend teken na een backslash", "een gewone waarde",
     "gebruik enkele aanhalingstekens of een schuine streep naar rechts"),
    ("expected escape sequence", "een onbekend teken na een backslash", "een gewone waarde",
     "gebruik enkele aanhalingstekens of een schuine streep naar rechts"),
    ("alphabetic or numeric", "een losse & of *", "gewone tekst", "zet de tekst tussen aanhalingstekens"),
)  # fmt: skip
"""What PyYAML says → found, expected, remedy."""


def _syntax_problem(error: yaml.YAMLError, shown_name: str, text: str) -> Problem:
    place = _error_place(error, shown_name, text)
    said = " ".join(_sayings(error))
    for sign, found, expected, remedy in _CAUSES:
        if sign in said:
            return Problem(place, found, expected, remedy)
    if re.search(r"character '([@`%|>])'", said):
        return Problem(
            place,
            "een waarde die met een bijzonder teken begint",
            "gewone tekst",
            "zet de tekst tussen aanhalingstekens",
        )
    return _not_yaml(place)


def _not_yaml(place: Place) -> Problem:
    expected = "`sleutel: waarde` met gelijk inspringen"
    return Problem(place, "dit is geen geldige YAML", expected, "verbeter deze regel of de regel erboven")


def _sayings(error: yaml.YAMLError) -> Iterator[str]:
    for name in ("problem", "context", "reason"):
        value = getattr(error, name, None)
        if value:
            yield str(value)


def _error_place(error: yaml.YAMLError, shown_name: str, text: str) -> Place:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is not None:
        return Place(shown_name, mark.line + 1, column=mark.column + 1)
    position = getattr(error, "position", None)  # a character that YAML forbids
    if isinstance(position, int):
        return Place(shown_name, text[:position].count("\n") + 1)
    return Place(shown_name)
