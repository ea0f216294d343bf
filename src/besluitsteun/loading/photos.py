"""A photo file that a study names in, its kind and bytes out; or what is wrong with it."""

from __future__ import annotations

from pathlib import Path

from ..problems import Place, Problem

MOST_BYTES = 2_000_000
"""A report is one file that people send each other: its photos are kept small."""
_KINDS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


def photo_problem(path: Path, name: str, place: Place) -> Problem | None:
    """Why a file that exists cannot be shown as a photo; looks at its content, not at its name."""
    if kind_of(path.read_bytes()[:16]) is None:
        return Problem(
            place, f"`{name}` is geen foto", "een JPEG-, PNG- of WebP-bestand", "bewaar de foto als .jpg of .png"
        )
    if path.stat().st_size > MOST_BYTES:
        expected = f"hoogstens {MOST_BYTES // 1_000_000} miljoen bytes"
        return Problem(place, f"`{name}` is te groot om mee te sturen", expected, "verklein de foto")
    return None


def kind_of(start: bytes) -> str | None:
    """The media type of an image by its first bytes; None = not one that is shown."""
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for mark, kind in _KINDS if start.startswith(mark)), None)
