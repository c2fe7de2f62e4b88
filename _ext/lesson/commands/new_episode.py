"""Start a new episode from the miniature one in .github/WRITING.md: `python -m lesson.commands.new_episode NAME`."""

from __future__ import annotations

import re
import sys

from ..paths import ROOT


def miniature() -> str:
    """Return the annotated miniature episode from .github/WRITING.md."""
    text = (ROOT / ".github" / "WRITING.md").read_text(encoding="utf-8")
    return text.split("````md\n")[1].split("\n````")[0]


def main(arguments: list[str]) -> int:
    """Write `episodes/NN-NAME.md` and add it to _toc.yml; return the exit code."""
    name = arguments[0] if arguments else ""
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        print("Name the episode in small letters, digits and hyphens: make episode NAME=time-series", file=sys.stderr)
        return 1
    toc = ROOT / "_toc.yml"
    entries = re.findall(r"^( +- file: episodes/(\d+)-\S+)$", toc.read_text(encoding="utf-8"), re.M)
    last, number = entries[-1][0], int(entries[-1][1]) + 1
    path = ROOT / "episodes" / f"{number:02}-{name}.md"
    if list((ROOT / "episodes").glob(f"*-{name}.md")):
        print(f"There is an episode {name} already; choose another name.", file=sys.stderr)
        return 1
    prefix = name.split("-")[0]
    title = name.replace("-", " ").capitalize()
    text = miniature().replace("title: Introduction", f"title: {title}")
    text = text.replace("intro-ex-", f"{prefix}-ex-").replace("fig-intro-", f"fig-{prefix}-")
    path.write_text(text + "\n", encoding="utf-8")
    line = re.sub(r"episodes/\S+", f"episodes/{path.stem}", last)
    toc.write_text(toc.read_text(encoding="utf-8").replace(last, f"{last}\n{line}"), encoding="utf-8")
    print(f"{path.relative_to(ROOT)} is in _toc.yml; edit it, and see it with `make serve`")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
