"""Ids that exist in, the problem of a reference to something else out."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence

from ..problems import Place, Problem

MOST_SHOWN = 8
MOST_COMPARED = 5_000  # words that a wrong word is compared with; beyond this only case and spaces are looked at
MOST_SUGGESTED = 50  # different wrong ids that get a suggestion: more of them is one mistake, not many
_LISTS = {
    "object": "objecten",
    "functie": "functies",
    "partij": "partijen",
    "scenario": "scenarios",
    "schadecurve": "schadecurves",
    "maatregel": "maatregelen",
    "grens": "grenzen",
}
_NEUTER = {"object", "scenario"}


class Names:
    """The ids of one kind of thing; the same wrong id is looked up once, however often it is used.

    what     : "object", "functie", "partij", "scenario", "schadecurve", "maatregel" or "grens"
    also     : ids that exist but whose record was refused: a reference to them is right
    complete : whether the whole list could be read; when not, nothing is called unknown
    """

    def __init__(self, what: str, ids: Iterable[str], also: Iterable[str] = (), complete: bool = True):
        self.what, self.ids, self.complete = what, list(dict.fromkeys(ids)), complete
        self._known = {*self.ids, *also}
        self._remedies: dict[str, str] = {}

    def __contains__(self, name: object) -> bool:
        return name in self._known or not self.complete

    def check(self, name: str | None, place: Place) -> list[Problem]:
        """A problem when the id does not exist; an empty id refers to nothing."""
        return [] if name is None or name in self else [self.unknown(name, place)]

    def unknown(self, name: str, place: Place) -> Problem:
        """The problem of an id that does not exist."""
        otherwise = "controleer de id, ook op hoofdletters" if self.ids else f"voeg `{_LISTS[self.what]}` toe"
        if name not in self._remedies and len(self._remedies) < MOST_SUGGESTED:
            self._remedies[name] = suggestion(name, self.ids) or otherwise
        found = f"{'onbekend' if self.what in _NEUTER else 'onbekende'} {self.what} `{name}`"
        return Problem(place, found, self._expected(), self._remedies.get(name, otherwise))

    def _expected(self) -> str:
        if not self.ids:
            return f"een id uit `{_LISTS[self.what]}`, maar de studie heeft die lijst niet"
        shown = ", ".join(f"`{each}`" for each in self.ids[:MOST_SHOWN])
        more = len(self.ids) - MOST_SHOWN
        return f"een van {shown}" + (f" en nog {more}" if more > 0 else "")


def suggestion(word: str, known: Iterable[str]) -> str:
    """The words "bedoelde u …?" with the word that was probably meant, or "".

    >>> suggestion("Telecom", ["stroom", "telecom"]), suggestion("gas", ["stroom"])
    ('bedoelde u `telecom`?', '')
    """
    names = [name for name in known if name]
    meant = _meant(word, names)
    return f"bedoelde u `{meant}`?" if meant else ""


def _meant(word: str, names: Sequence[str]) -> str | None:
    folded = _folded(word)
    for name in names:
        if _folded(name) == folded:
            return name
    close: Collection[str] = ()
    if len(names) <= MOST_COMPARED:
        close = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    return next(iter(close), None)


def _folded(word: str) -> str:
    return "".join(word.casefold().split())
