"""``besluit`` and ``keuzes`` in, settings of packages and roles and authored choices out, every reference checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from ..problems import Problem, Severity
from ..schema.ambitions import Choices
from ..schema.base import Model
from ..schema.decision import DecisionSettings
from ..schema.study_file import StudyFile
from .choice_checks import check_choices
from .known import Known
from .lists import Files
from .located import Located, Mapped
from .others import read_document
from .package_checks import check_packages
from .share_checks import check_coalitions, check_directions, check_roles
from .validate import build

M = TypeVar("M", bound=Model)


def read_settings(head: StudyFile, known: Known, files: Files) -> tuple[DecisionSettings, Choices, list[Problem]]:
    """Settings and choices, with warnings; what is wrong with them is added to the problems of ``files``."""
    document, source = read_document("besluit", head.decision, files)
    settings = document if isinstance(document, DecisionSettings) else DecisionSettings()
    found = [each for part, where in _sound(DecisionSettings, document, source)
             for each in _setting_problems(part, where, known)]  # fmt: skip
    document, source = read_document("keuzes", head.choices, files)
    choices = document if isinstance(document, Choices) else Choices.model_validate({})
    found += [each for part, where in _sound(Choices, document, source) for each in check_choices(part, where, known)]
    files.problems += [problem for problem in found if problem.severity is Severity.ERROR]
    return settings, choices, [problem for problem in found if problem.severity is Severity.WARNING]


def _sound(model: type[M], document: Model | None, source: Located | None) -> Iterator[tuple[M, Located]]:
    """The document and where it stands; of one that was refused the parts that can be read, each by itself."""
    if isinstance(document, model) and source is not None:
        yield document, source
    elif isinstance(source, Mapped):
        for key in source.keys():  # noqa: SIM118  (of a document, not of a dict)
            alone = source.without(*(each for each in source.keys() if each != key))  # noqa: SIM118
            part, _ = build(model, alone)
            if part is not None:
                yield part, alone


def _setting_problems(settings: DecisionSettings, source: Located, known: Known) -> Iterator[Problem]:
    if isinstance(source, Mapped):
        yield from check_packages(settings.packages, source, known)
        yield from check_directions(settings.directions, source, known)
        yield from check_coalitions(settings.coalitions, source, known)
        yield from check_roles(settings.roles, source, known)
