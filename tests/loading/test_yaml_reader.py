"""YAML text → located tree: YAML 1.2 words, every place, and a Dutch problem for whatever cannot be read."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.loading.located import Located, Mapped, Scalar, Sequence
from besluitsteun.loading.validate import build, build_list
from besluitsteun.loading.yaml_reader import MAX_BYTES, parse_yaml, read_yaml
from besluitsteun.problems import Place
from besluitsteun.schema.scenarios import Scenario
from besluitsteun.schema.study_file import StudyFile


def tree(text: str) -> Located:
    """The tree of a text without problems."""
    root, problems = parse_yaml(text, "s.yaml")
    assert root is not None
    assert not problems
    return root


def scalar(text: str) -> Scalar:
    """The value after ``k:``."""
    root = tree(f"k: {text}")
    assert isinstance(root, Mapped)
    value = root.get("k")
    assert isinstance(value, Scalar)
    return value


def refused(text: str) -> str:
    """The one problem of a text."""
    _, problems = parse_yaml(text, "s.yaml")
    assert len(problems) == 1, problems
    return str(problems[0])


def test_every_key_and_value_knows_its_line_and_column() -> None:
    root = tree("naam: x\nlijst:\n  - a\n  - {b: 1}\n")
    assert isinstance(root, Mapped)
    entry = root.entry("lijst")
    assert entry is not None
    assert entry.key_place == Place("s.yaml", 2, column=1)
    assert isinstance(entry.value, Sequence)
    first, second = entry.value
    assert first.place == Place("s.yaml", 3, column=5)
    assert isinstance(second, Mapped)
    inner = second.entry("b")
    assert inner is not None
    assert (str(inner.key_place), str(inner.value.place)) == ("s.yaml:4:6", "s.yaml:4:9")


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", "12"), ("-0.5", "-0.5"), ("+3", "3"), ("1e3", "1E+3"), ("1.50", "1.50"), ("0", "0"), ("2E-2", "0.02")],
)
def test_plain_decimal_numbers_are_numbers_and_keep_their_text(text: str, number: str) -> None:
    value = scalar(text)
    assert value.number == Decimal(number)
    assert value.text == text


@pytest.mark.parametrize(
    "text",
    ["0012", "12:30", "no", "yes", "on", "0x10", "0o7", "1_000", "2026-11-23", ".5", "5.", ".inf", "nan", "1e999", "=",
     "1,5", "١٢"],
)  # fmt: skip
def test_everything_else_stays_text(text: str) -> None:
    value = scalar(text)
    assert (value.text, value.number, value.null) == (text, None, False)


@pytest.mark.parametrize("text", ["", "null", "~", "Null", "# niets"])
def test_null_is_empty(text: str) -> None:
    assert scalar(text).null


@pytest.mark.parametrize("text", ["'12'", '"12"', "'null'", "'ja'", "|\n  12", ">-\n  12"])
def test_what_is_quoted_is_text(text: str) -> None:
    value = scalar(text)
    assert value.quoted
    assert value.number is None
    assert not value.null


@pytest.mark.parametrize(
    ("text", "place", "found"),
    [
        ("a: 1\nb: 2\na: 3", "s.yaml:3:1", "sleutel `a` staat er twee keer (ook op regel 1)"),
        ("a: &x 1", "s.yaml:1:4", "verwijzing `&x`"),
        ("a: *x", "s.yaml:1:4", "verwijzing `*x`"),
        ("<<: *x", "s.yaml:1:5", "verwijzing `*x`"),
        ("a: !!python/object/apply:os.system [ls]", "s.yaml:1:4", "type-aanduiding `!!python/object/apply:os.system`"),
        ("a: !!str 1", "s.yaml:1:4", "type-aanduiding `!!str`"),
        ("a: !let op", "s.yaml:1:4", "type-aanduiding `!let`"),
        ("a:\n\tb: 1", "s.yaml:2:1", "een tab"),
        ("a: 1\n---\nb: 2", "s.yaml:2:1", "een tweede document"),
        ("[" * 100, "s.yaml:1:41", "meer dan 40 niveaus diep"),
        ("a: [1, 2", "s.yaml:1:9", "een lijst die niet wordt gesloten"),
        ("{a: 1", "s.yaml:1:6", "een groep die niet wordt gesloten"),
        ("a: b: c", "s.yaml:1:5", "een dubbele punt die hier niet kan staan"),
        ("a: 'x", "s.yaml:1:6", "een aanhalingsteken dat niet wordt gesloten"),
        ("a: 1\nb: \x07", "s.yaml:2", "een stuurteken"),
        ("a:\n  b: 1\n c: 2", "s.yaml:3:2", "een regel die niet past bij het inspringen erboven"),
        ("a: 1\nb\n", "s.yaml:3:1", "een sleutel zonder dubbele punt"),
        ('a: "c:\\temp\\x"', "s.yaml:1:14", "een onbekend teken na een backslash"),
        ("a: @x", "s.yaml:1:4", "een waarde die met een bijzonder teken begint"),
        ("? [a]\n: b", "s.yaml:1:3", "een sleutel die zelf een lijst of groep is"),
        ("'': 1", "s.yaml:1:1", "een lege sleutel"),
        ('a: "\\UFFFFFFFF"', "s.yaml:1:1", "dit is geen geldige YAML"),
        ('a: "\\ud800"', "s.yaml:1:4", "een teken dat niet bestaat"),
        ("%YAML 1." + "9" * 5000 + "\n---\na: 1", "s.yaml", "dit is geen geldige YAML"),
        ("# alleen uitleg", "s.yaml", "het bestand is leeg"),
        ("", "s.yaml", "het bestand is leeg"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_place(text: str, place: str, found: str) -> None:
    problem = refused(text)
    assert problem.startswith(f"{place} · {found}")
    assert problem.count(" · ") == 3  # place, found, expected, remedy


def test_problems_before_the_one_that_stops_reading_are_kept() -> None:
    _, problems = parse_yaml("a: 1\na: 2\nb: [", "s.yaml")
    assert [problem.place.line for problem in problems] == [2, 3]


def test_a_duplicate_key_keeps_the_first_and_reading_goes_on() -> None:
    root, problems = parse_yaml("a: 1\na: 2\nb: 3", "s.yaml")
    assert isinstance(root, Mapped)
    assert root.keys() == ("a", "b")
    assert len(problems) == 1


def test_a_nesting_within_bounds_is_read_without_recursion_trouble() -> None:
    assert isinstance(tree("[" * 39 + "]" * 39), Sequence)
    assert "40 niveaus" in refused("- " * 5000)


def test_a_file_is_read_with_and_without_byte_order_mark(tmp_path: Path) -> None:
    for name, data in {"a.yaml": "naam: é".encode(), "b.yaml": "\ufeffnaam: é".encode()}.items():
        (tmp_path / name).write_bytes(data)
        root, problems = read_yaml(tmp_path / name, name)
        assert not problems
        assert isinstance(root, Mapped)
        assert isinstance(value := root.get("naam"), Scalar)
        assert value.text == "é"
        assert value.place.file == name


def test_what_is_wrong_with_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "cp1252.yaml").write_bytes("naam: x\nplaats: Zwölle".encode("cp1252"))
    (tmp_path / "nul.yaml").write_bytes(b"a: 1\nb: \0")
    (tmp_path / "groot.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    (tmp_path / "map.yaml").mkdir()
    told = {}
    for name in ("cp1252.yaml", "nul.yaml", "groot.yaml", "map.yaml", "weg.yaml"):
        root, problems = read_yaml(tmp_path / name, name)
        assert root is None
        told[name] = str(problems[0])
    assert told["cp1252.yaml"].startswith("cp1252.yaml:2:11 · teken dat geen UTF-8 is (byte 0xf6)")
    assert told["nul.yaml"].startswith("nul.yaml:2 · nulteken")
    assert told["groot.yaml"].startswith("groot.yaml · het bestand is te groot (5 MB)")
    assert told["map.yaml"].startswith("map.yaml · dit is een map")
    assert told["weg.yaml"].startswith("weg.yaml · het bestand bestaat niet")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no endless files")
def test_an_endless_file_is_not_read() -> None:
    _, problems = read_yaml(Path("/dev/zero"), "nullen.yaml")
    assert problems[0].found == "dit is geen gewoon bestand"


PIECES = st.sampled_from(
    ["naam", "functies", "scenarios", "id", ": ", ":", "- ", "\n", "  ", "\t", "[", "]", "{", "}", ",", "'", '"', "&a",
     "*a", "!!x", "|", ">", "%", "@", "`", "#", "?", "0012", "1e9", "null", "ja", "-", "---", "...", "\\u", "é", "\x85"]
)  # fmt: skip


@given(st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=60)))
@settings(max_examples=400, deadline=None)
def test_no_text_makes_reading_or_validating_fail(text: str) -> None:
    root, problems = parse_yaml(text, "s.yaml")
    assert root is not None or problems
    for problem in problems:
        assert problem.found
        assert problem.remedy
    if root is not None:
        for model in (StudyFile, Scenario):
            built, told = build(model, root)
            assert (built is None) == bool(told)
        build_list(Scenario, root)


YAML_VALUES = st.recursive(
    st.sampled_from(["a", "0", "-1", "x y", "ja", "null", "'q'", "1.5", "{}", "[]"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: "[" + ", ".join(items) + "]")
        | st.dictionaries(st.sampled_from(["raster", "tabel", "uur", "van", "object", "x"]), inner, max_size=3).map(
            lambda items: "{" + ", ".join(f"{key}: {value}" for key, value in items.items()) + "}"
        )
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(
    ["id", "naam", "waterdiepte", "begin_uur", "uitval", "bijkomend", "gewicht", "bemonstering", "nodata"]
)


@given(st.dictionaries(KEYS, YAML_VALUES, max_size=6))
@settings(max_examples=300, deadline=None)
def test_any_shape_in_any_key_is_accepted_or_told_in_place(record: dict[str, str]) -> None:
    text = "\n".join(["toelichting: x", *(f"{key}: {value}" for key, value in record.items())])
    built, problems = build(Scenario, tree(text))
    assert (built is None) == bool(problems)
    for problem in problems:
        assert problem.place.line is not None
        assert problem.found
        assert problem.remedy
