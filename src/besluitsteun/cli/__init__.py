"""Command line in, exit code out: 0 fine, 1 failed run, 2 problem in the input, 130 interrupted."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence

from ..problems import InputError, RunError
from .screen import complain, print_problems, use_utf8

FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130
DEBUG = "BESLUITSTEUN_DEBUG"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; every outcome, also an unforeseen one, ends in Dutch words and an exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    use_utf8()
    _stop_politely()
    try:
        code = _run(given)
        sys.stdout.flush()
    except BrokenPipeError:
        # whoever read our output stopped reading: nothing to tell, and nowhere to tell it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        code = INTERRUPTED
    if code == INTERRUPTED:
        complain("Onderbroken: geen halve uitkomst. De oude staat er nog, of de nieuwe al helemaal.")
    return code


def _run(arguments: list[str]) -> int:
    from .app import run_command
    from .usage import UsageError

    try:
        return run_command(arguments)
    except UsageError as fault:
        complain(*fault.lines)
        return BAD_INPUT
    except InputError as error:
        print_problems(error.problems)
        return BAD_INPUT
    except RunError as error:
        complain(str(error))
        return FAILED
    except BrokenPipeError:
        raise
    except OSError as error:
        return _failed(_about_files(error), error)
    except MemoryError as error:
        return _failed("Er is te weinig geheugen. Sluit andere programma's, of kies met --draden minder draden.", error)
    except Exception as error:
        return _failed(_about_us(error), error)


def _failed(sentence: str, error: BaseException) -> int:
    if os.environ.get(DEBUG):
        import traceback

        traceback.print_exception(error, file=sys.stderr)
    complain(sentence)
    return FAILED


def _about_us(error: Exception) -> str:
    return (
        f"Er ging iets mis in besluitsteun zelf ({type(error).__name__}); dat ligt niet aan u. "
        "Er is niets geschreven. "
        f"Meld het bij de beheerder van besluitsteun, met de opdracht en wat verschijnt als u eerst {DEBUG}=1 zet."
    )


def _about_files(error: OSError) -> str:
    import errno

    causes = {
        errno.ENOSPC: "de schijf is vol; maak ruimte of kies met --uit een andere plek",
        errno.EDQUOT: "uw schijfruimte is op; maak ruimte of kies met --uit een andere plek",
        errno.EACCES: "u mag daar niet lezen of schrijven; kies met --uit een andere plek of vraag toegang",
        errno.EPERM: "u mag daar niet lezen of schrijven; kies met --uit een andere plek of vraag toegang",
        errno.EROFS: "daar kan niet geschreven worden; kies met --uit een andere plek",
        errno.ENOENT: "het bestand of de map bestaat niet (meer); controleer het pad",
        errno.ENAMETOOLONG: "het pad is te lang; kies een kortere naam",
    }
    cause = causes.get(error.errno or 0, f"het besturingssysteem meldt '{error.strerror or error}'")
    place = f" ({error.filename})" if error.filename else ""
    return f"Lezen of schrijven lukte niet{place}: {cause}."


def _stop_politely() -> None:
    """Treat a request to end as Ctrl-C, so that half a result is cleaned up."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)
