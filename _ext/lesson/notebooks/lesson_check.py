"""Check the answers in the notebooks of the lesson "Introduction to deep learning".

The cells "Check your answer" call it. It knows the fingerprint of a right answer, not the answer itself,
or the range in which a measured result lies. It needs nothing but Python, and never stops a notebook.
"""

import hashlib
import re

tries: dict[str, int] = {}  # question -> place of the last hint


def check(question, compute, right, digits=0, known=(), hints=()):
    """Say whether an answer is right; a wrong one gets the first hint, and the same question once more the next one.

    Args:
        question: what the answer is about, in a few words
        compute: returns the answer from what the notebook has defined
        right: the fingerprint of the right answer, or the smallest and the largest result that others got
        digits: decimals that count
        known: typical wrong answers, each with its own hint
        hints: for all other wrong answers, the second one says more
    """
    try:
        found = values(compute(), digits)
    except NameError as error:
        name = re.search("'(.+)'", str(error))
        print(
            f"Not there yet: {question}. Define `{name[1] if name else error}` in the cell above, run it, and check again."
        )
        return
    except Exception as error:
        print(f"Not yet: {question}. The check cannot use your answer, {type(error).__name__}: {error}")
        return
    if isinstance(right, str):
        good, praise = fingerprint(found) == right, ""
    else:
        low, high = right
        good = len(found) == 1 and isinstance(found[0], (int, float)) and low <= found[0] <= high
        praise = f" Other runs gave {low} to {high}."
    if good:
        tries.pop(question, None)
        print(f"Right: {question}.{praise}")
        return
    for wrong, hint in known:
        if found == values(wrong, digits):
            print(f"Not yet: {question}. {hint}")
            return
    at = tries[question] = tries.get(question, -1) + 1
    hint = hints[min(at, len(hints) - 1)] if hints else "Read the text before the exercise again."
    print(f"Not yet: {question}. {hint}")


def values(answer, digits):
    """Return an answer as a list of numbers and words, so that it does not matter whether it was an array, a list or a text."""
    if hasattr(answer, "__array__"):  # of NumPy, pandas or any backend of Keras
        answer = answer.__array__()
    if hasattr(answer, "tolist"):
        answer = answer.tolist()
    if isinstance(answer, (list, tuple)):
        return [value for part in answer for value in values(part, digits)]
    if isinstance(answer, (bool, int)):
        return [int(answer)]
    if isinstance(answer, float):
        short = round(answer, digits)
        return [int(short) if short == int(short) else short]
    if re.fullmatch(r"[-+\d.,\s()\[\]]+", str(answer)):
        return [
            value
            for number in re.findall(r"[-+]?\d+(?:\.\d+)?", str(answer))
            for value in values(float(number), digits)
        ]
    return re.findall(r"\w+", str(answer).lower())


def fingerprint(found):
    """Return a few letters that tell a right answer from others, but from which nobody reads it."""
    return hashlib.sha256(repr(found).encode()).hexdigest()[:12]
