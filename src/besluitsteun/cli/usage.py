"""The Dutch face of the command line: help pages in, and what is wrong with a command in Dutch sentences out."""

from __future__ import annotations

import difflib
import shlex
import shutil
import textwrap
from typing import Any

from typer.core import TyperCommand, TyperGroup

from .. import nl

PROGRAM = "besluitsteun"
WIDEST = 100


class UsageError(Exception):
    """The command itself is wrong (exit code 2); ``lines`` go to the screen as they are."""

    def __init__(self, *lines: str):
        self.lines = lines
        super().__init__("\n".join(lines))


class Command(TyperCommand):
    """A command whose help page is Dutch."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(help_page(self, ctx))


class Group(TyperGroup):
    """The program itself, with its commands."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(help_page(self, ctx))


def help_page(command: Any, ctx: Any) -> str:
    """The help page of a command: use, text, arguments, options, commands, example."""
    params = [param for param in command.get_params(ctx) if not getattr(param, "hidden", False)]
    arguments = [param for param in params if param.param_type_name == "argument"]
    options = [param for param in params if param.param_type_name == "option"]
    commands = getattr(command, "commands", {})
    use = [ctx.command_path, *(_argument(param) for param in arguments), *_required(options)]
    use += ["[OPTIES]", *(["OPDRACHT"] if commands else [])]
    lines = [f"Gebruik: {' '.join(use)}", "", *_wrapped(command.help or "", 0)]
    lines += _section("Argumenten", [(_argument(param), param.help or "") for param in arguments])
    lines += _section("Opties", [(_option(param), _help(param)) for param in options])
    lines += _section("Opdrachten", [(name, each.short_help or "") for name, each in commands.items()])
    lines += _section("Voorbeeld", [(line, "") for line in (command.epilog or "").splitlines()])
    return "\n".join(lines) + "\n"


def explain(error: Any) -> UsageError:
    """What Typer found wrong with a command, in Dutch."""
    ctx = getattr(error, "ctx", None)
    path = ctx.command_path if ctx is not None else PROGRAM
    lines = [_sentence(error)]
    examples = (ctx.command.epilog or "").splitlines() if ctx is not None else []
    example = [line for line in examples if line.startswith(f"{path} ")][:1]
    lines += [f"Bijvoorbeeld: {each}" for each in example]
    return UsageError(*lines, f"Hulp: {path} --help")


def _sentence(error: Any) -> str:
    kind, message = type(error).__name__, str(getattr(error, "message", error))
    if kind == "MissingParameter" and error.param is not None:
        param = error.param
        is_argument = param.param_type_name == "argument"
        name = _argument(param) if is_argument else param.opts[0]
        return f"{'Het argument' if is_argument else 'De optie'} {name} ontbreekt."
    if kind == "NoSuchOption":
        return f"De optie {error.option_name} bestaat niet.{_hint(error.possibilities)}"
    if kind == "BadOptionUsage":
        wants = "requires" in message
        return f"De optie {error.option_name} {'vraagt een waarde' if wants else 'krijgt geen waarde'}."
    quoted = message.split("'")[1] if message.count("'") >= 2 else message.rpartition("(")[2].rstrip(").")
    if message.startswith("No such command"):
        near = difflib.get_close_matches(quoted, error.ctx.command.commands)
        return f"De opdracht '{quoted}' bestaat niet.{_hint(near)}"
    if "extra argument" in message:
        extra = message.rpartition(" (")[2].rstrip(").")
        return f"Dit is te veel: {extra}. Zet een naam met spaties tussen aanhalingstekens."
    if message.startswith("Missing command"):
        return "Geef een opdracht."
    return "De opdracht is niet te begrijpen."


def whole_number(option: str, text: str | None, at_least: int, at_most: int, why: str) -> int | None:
    """The value of an option that takes a whole number; ``None`` if not given. ``why`` there is a most."""
    if text is None:
        return None
    digits = text.lstrip("0") or text[-1:]
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= len(str(at_most)) else None
    if number is None or not at_least <= number <= at_most:
        expected = f"een heel getal van {at_least} tot en met {nl.number(at_most)}"
        raise UsageError(f"De optie {option} kreeg '{text}'; verwacht: {expected} ({why}).")
    return number


def quoted(text: str) -> str:
    """A path as one types it, in a shell or on Windows.

    >>> print(quoted("studie"), quoted("scenario's/kampen"))
    studie "scenario's/kampen"
    """
    as_shell = shlex.quote(text)
    return as_shell if as_shell == text or set(text) & set('"$`\\!') else f'"{text}"'


def one_of(option: str, text: str, allowed: tuple[str, ...]) -> str:
    """The value of an option that takes one of a few words."""
    if text not in allowed:
        raise UsageError(f"De optie {option} kreeg '{text}'; verwacht: {', '.join(allowed[:-1])} of {allowed[-1]}.")
    return text


def _hint(possibilities: Any) -> str:
    return f" Bedoelde u {' of '.join(sorted(possibilities))}?" if possibilities else ""


def _argument(param: Any) -> str:
    return str(param.metavar or param.name).strip("[]").upper()


def _required(options: list[Any]) -> list[str]:
    return [_option(param) for param in options if param.required]


def _option(param: Any) -> str:
    names = ", ".join(sorted(param.opts, key=len, reverse=True))
    return names if getattr(param, "is_flag", False) else f"{names} {param.metavar or 'WAARDE'}"


def _help(param: Any) -> str:
    if param.name == "help":
        return "Toon deze bladzijde."
    return f"{param.help or ''}{' (verplicht)' if param.required else ''}"


def _section(title: str, pairs: list[tuple[str, str]]) -> list[str]:
    if not pairs:
        return []
    indent = 4 + max(len(name) for name, text in pairs if text) if any(text for _, text in pairs) else 4
    lines = ["", f"{title}:"]
    for name, text in pairs:
        wrapped = _wrapped(text, indent) or [""]
        lines.append(f"  {name}".ljust(indent) + wrapped[0].lstrip() if text else f"  {name}")
        lines += wrapped[1:] if text else []
    return lines


def _wrapped(text: str, indent: int) -> list[str]:
    width = min(shutil.get_terminal_size().columns, WIDEST)
    blank = " " * indent
    lines: list[str] = []
    for paragraph in text.splitlines():
        lines += textwrap.wrap(
            paragraph, max(width, indent + 30), initial_indent=blank, subsequent_indent=blank, break_on_hyphens=False
        ) or [""]
    return lines
