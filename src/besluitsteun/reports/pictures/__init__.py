"""A view (a frozen dataclass of plain values) in, a ``Picture`` (SVG text) out: one module per kind of picture."""
