"""Compare two builds of the site, page by page: everything that a browser gets, apart from a short list of what may differ."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString, Tag

# Files that Sphinx brings along or makes for itself. Only the search page loads its scripts; the browser tests try it out.
OF_SPHINX = {
    ".buildinfo": "settings and version of Sphinx",
    "searchindex.js": "its search reads it, and both change together",
    "_static/basic.css": "its own styles; ours follow them on the page",
    "_static/doctools.js": "its own script",
    "_static/sphinx_highlight.js": "its own script",
    "_static/searchtools.js": "its own script",
    "_static/language_data.js": "its own script",
    "_static/base-stemmer.js": "its own script, since Sphinx 9",
    "_static/english-stemmer.js": "its own script, since Sphinx 9",
}
LONGEST = 40  # lines shown of one page; what differs once usually differs everywhere
CONTEXT = 2  # lines before and after a difference


def documents(site: Path) -> dict[str, BeautifulSoup]:
    """Return the pages of a site, by their paths."""
    pages = sorted(site.rglob("*.html"))
    return {
        page.relative_to(site).as_posix(): BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        for page in pages
    }


# ---------- what may differ on a page ----------


def without_digests_of_sphinx(document: BeautifulSoup) -> None:
    """Leave out which version of Sphinx's own files a page asks for; those of our files stay."""
    for element in document.find_all(src=True):
        path, _, digest = element["src"].partition("?v=")
        if digest and re.sub(r"^(\.\./)*", "", path) in OF_SPHINX:
            element["src"] = path


def is_second_id(element: Tag | None) -> bool:
    """Tell whether an element only holds an id: docutils writes so what its parent is called besides."""
    return element is not None and element.name == "span" and list(element.attrs) == ["id"] and not element.contents


def gather_ids(document: BeautifulSoup) -> dict[str, set[str]]:
    """Give each element all its ids, and return for each id those of its element."""
    found = {}
    for element in document.find_all(id=True):
        if element.decomposed:
            continue
        ids = {element["id"]}
        while is_second_id(first := element.find(True, recursive=False)):
            ids.add(first["id"])
            first.decompose()
        element["id"] = sorted(ids)
        found |= dict.fromkeys(ids, ids)
    return found


def with_known_ids(documents: dict[str, BeautifulSoup], known: dict[str, set[str]]) -> None:
    """Name elements, and what links lead to, by the known ids in a fixed order.

    myst-parser 5 gives headings more ids, and docutils 0.22 puts them into another order. All old addresses
    lead to the same place, or the element shows that one is missing.

    Args:
        documents: all pages of a site
        known: for each page the ids that may be compared
    """
    places = {page: gather_ids(document) for page, document in documents.items()}
    for page, document in documents.items():
        for element in document.find_all(id=True):
            element["id"] = [name for name in element["id"] if name in known.get(page, ())]
            if not element["id"]:
                del element["id"]
        for link in document.find_all("a", href=True):
            path, _, anchor = link["href"].partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page
            names = places.get(target, {}).get(anchor, set()) & known.get(target, set())
            if names:
                link["href"] = f"{path}#{min(names)}"


# ---------- what is compared ----------


def lines(document: Tag, verbatim: bool = False) -> Iterator[str]:
    """Yield tags with all attributes, and texts; white space counts only where a browser shows it."""
    for child in document.children:
        if isinstance(child, Tag):
            attributes = "".join(
                f' {key}="{" ".join(value) if isinstance(value, list) else value}"'
                for key, value in sorted(child.attrs.items())
            )
            yield f"<{child.name}{attributes}>"
            yield from lines(child, verbatim or child.name in ("pre", "script", "style", "textarea"))
            yield f"</{child.name}>"
        elif isinstance(child, NavigableString):
            yield from str(child).splitlines(keepends=True) if verbatim else [re.sub(r"\s+", " ", child)]


def other_files(site: Path) -> dict[str, bytes]:
    """Return the contents of what is no page and does not belong to Sphinx: pictures, styles, scripts, notebooks, data."""
    files = (path for path in site.rglob("*") if path.is_file() and path.suffix != ".html")
    return {name: path.read_bytes() for path in files if (name := path.relative_to(site).as_posix()) not in OF_SPHINX}


def differences(old: Path, new: Path) -> list[str]:
    """Return how two built sites differ, one text for each page or file; none if readers get the same."""
    before, after = documents(old), documents(new)
    known = {page: {element["id"] for element in document.find_all(id=True)} for page, document in before.items()}
    for site in (before, after):
        with_known_ids(site, known)
        for document in site.values():
            without_digests_of_sphinx(document)
    found = []
    for one, other in ((before, after), (other_files(old), other_files(new))):
        found += [f"{name}: missing in the new build" for name in sorted(one.keys() - other.keys())]
        found += [f"{name}: only in the new build" for name in sorted(other.keys() - one.keys())]
        found += [
            text for name in sorted(one.keys() & other.keys()) if (text := difference(name, one[name], other[name]))
        ]
    return found


def difference(name: str, old: BeautifulSoup | bytes, new: BeautifulSoup | bytes) -> str:
    """Return in words how two pages or files differ, or nothing."""
    if isinstance(old, bytes):
        return f"{name}: another content" if old != new else ""
    before, after = (list(lines(page)) for page in (old, new))
    if before == after:
        return ""
    marked = list(unified_diff(before, after, n=CONTEXT, lineterm=""))[2:]
    shown = [f"  {line.rstrip()}" for line in marked[:LONGEST]]
    if len(marked) > LONGEST:
        shown.append(f"  … and {len(marked) - LONGEST} more lines")
    return "\n".join([f"{name}: differs (- the usual build, + the new one)", *shown])
