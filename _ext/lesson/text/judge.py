"""Run the code of a reader, call the function that an exercise asks for, and say whether its results are right.

This file runs in the page, in Python made for browsers, and here, where lint tries the exercise with it.
So it needs nothing but the standard library, and prints nothing itself.
"""

from __future__ import annotations

import ast
import json
import linecache
import math
import reprlib
import sys
import traceback
from collections.abc import Callable

CODE, CALL, OTHER_CALL = "your code", "the check", "the check with other numbers"
NEAR = 1e-9  # of a number: what is left of it after other ways to compute the same
LONGEST = 120  # signs of a result that are shown


def judge(code: str, check: dict) -> dict:
    """Return what a reader is told about their code.

    Args:
        code: what they have typed
        check: `call` and `second`, two calls of the function as Python; `wanted` and `again`, the numbers that they return;
            `tolerance`, how far each may be off; `hints`, pairs of typical wrong numbers and their tolerance

    Returns:
        `is`: "right", "wrong", or "error" where Python stops; `words`: what to say, and `hint`: which of the hints fits, or None
    """
    names: dict = {"__name__": "__main__"}
    try:
        exec(compiled(code, CODE, "exec"), names)
    except BaseException as error:  # a reader may also call `exit`
        return verdict("error", explained(error))
    function = name_of(check["call"])
    if not callable(names.get(function)):
        return verdict("wrong", f"There is no function {function} in your code. The check needs one with this name.")
    try:
        value = eval(compiled(check["call"], CALL, "eval"), names)
    except BaseException as error:
        unfilled = "\nThe three dots in your code are the place that you fill in." * has_dots(code)
        return verdict("error", explained(error) + unfilled)
    result = f"{function} returns {short(value)}"
    found = numbers(value)
    if value is None:
        return verdict("wrong", f"{result}. End it with the word return and the result.")
    if value is ...:
        return verdict("wrong", f"{result}, the place that you fill in.")
    if found is None:
        return verdict("wrong", f"{result}, and the check needs {count(check['wanted'])}.")
    if not same(found, check["wanted"], check["tolerance"]):
        hint = next((at for at, (wrong, off) in enumerate(check["hints"]) if same(found, wrong, off)), None)
        more = f", and the check needs {count(check['wanted'])}" if len(found) != len(check["wanted"]) else ""
        return verdict("wrong", f"{result}{more}.", hint)
    try:
        other = numbers(eval(compiled(check["second"], OTHER_CALL, "eval"), names))
    except BaseException as error:
        return verdict(
            "error", f"{explained(error)}\nThe numbers of the exercise work, and other numbers lead to this error."
        )
    if other is None or not same(other, check["again"], check["tolerance"]):
        return verdict(
            "wrong",
            f"{result}, which is right for these numbers. With other numbers the result is wrong: compute with what the function is given.",
        )
    return verdict("right", f"{result}, and the result is right with other numbers, too.")


def verdict(kind: str, words: str, hint: int | None = None) -> dict:
    """Return one answer to the reader."""
    return {"is": kind, "words": words, "hint": hint}


def compiled(code: str, name: str, mode: str):
    """Return code that Python can run, whose lines an error shows under this name.

    Raises:
        SyntaxError: this is no Python.
    """
    linecache.cache[name] = (len(code), None, code.splitlines(True), name)
    return compile(code, name, mode)


def said(error: BaseException) -> str:
    """Return what Python says about an error: the lines of the reader and of the call, without those of this file."""
    found = traceback.TracebackException.from_exception(error, limit=-20, compact=True)
    found.stack = traceback.StackSummary.from_list([frame for frame in found.stack if frame.filename in (CODE, CALL)])
    # An error in handling another one comes with it; one is enough here.
    found.__cause__ = found.__context__ = None
    return "".join(found.format()).rstrip()


def explained(error: BaseException) -> str:
    """Return what Python says about an error, and what to use instead of a module that is missing, in lines for a phone."""
    if not isinstance(error, ModuleNotFoundError):
        return said(error)
    instead = "Lists, loops and math do it here, too;\nthe notebook has all the libraries."
    return f"{said(error)}\nThis editor has no {error.name}.\n{instead}"


def has_dots(code: str) -> bool:
    """Tell whether some code still holds a `...` to fill in."""
    return any(isinstance(node, ast.Constant) and node.value is ... for node in ast.walk(ast.parse(code)))


def name_of(call: str) -> str:
    """Return the name of the function that a call calls."""
    tree = ast.parse(call, mode="eval")
    return tree.body.func.id  # type: ignore[attr-defined]


def numbers(value: object) -> list[float] | None:
    """Return the numbers of a result, those of lists in lists one after the other; None where it holds anything else."""
    if hasattr(value, "tolist"):  # an array of NumPy, or one of its numbers
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        parts = [numbers(part) for part in value]
        return None if None in parts else [number for part in parts if part is not None for number in part]
    try:
        return None if isinstance(value, (str, bytes)) else [float(value)]  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def same(found: list[float], wanted: list[float], tolerance: float) -> bool:
    """Tell whether all numbers are near those that are wanted."""
    return len(found) == len(wanted) and all(
        math.isclose(one, other, rel_tol=NEAR, abs_tol=max(tolerance, NEAR)) for one, other in zip(found, wanted)
    )


def count(wanted: list[float]) -> str:
    """Return in words how many numbers are wanted."""
    return "one number" if len(wanted) == 1 else f"{len(wanted)} numbers"


def short(value: object) -> str:
    """Return a result as Python writes it, cut off where it is long."""
    written = reprlib.repr(value) if len(repr(value)) > LONGEST else repr(value)
    return written if len(written) <= LONGEST else written[:LONGEST] + "..."


def results(code: str, calls: list[str]) -> list[dict]:
    """Return for each call the numbers that it returns after some code, or what Python says."""
    names: dict = {"__name__": "__main__"}
    try:
        exec(compiled(code, CODE, "exec"), names)
    except BaseException as error:
        return [{"error": said(error)} for _ in calls]
    found: list[dict] = []
    for call in calls:
        try:
            found.append({"numbers": numbers(eval(compiled(call, CALL, "eval"), names))})
        except BaseException as error:
            found.append({"error": said(error)})
    return found


if __name__ == "__main__":  # lint asks, in a process of its own that it can end
    asked = json.load(sys.stdin)
    told, sys.stdout = sys.stdout, sys.stderr  # the code may print
    known: dict[str, Callable[..., object]] = {"judge": judge, "results": results}
    print(json.dumps([known[name](*arguments) for name, arguments in asked]), file=told, flush=True)
