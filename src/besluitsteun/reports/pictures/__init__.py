"""Plain values in, a ``Picture`` (SVG with its alt text) out."""
