"""``python -m besluitsteun`` does what the command ``besluitsteun`` does."""

import sys

from .cli import main

sys.exit(main())
