"""What goes beside the pages: notebooks to download, the set-up check, data of cells, redirects, the site map, and no stale pages."""

from __future__ import annotations

import json
import re
import shutil
from html import escape
from pathlib import Path
from urllib.parse import quote, urlencode

from sphinx.application import Sphinx
from sphinx.errors import ConfigError

from ..paths import BUILD, LEARNER_FILE, NOTEBOOKS
from ..run import execute
from ..text import git, set_up_files
from ..text.page import SCRIPTS, Page, executed_pages
from ..vocabulary import KINDS_OF_NOTEBOOKS, is_episode

LABELS = {"learner": "Learner notebook", "solved": "Solved", "type-along": "Type-along"}
ALL = "All notebooks (zip)"


def reads_files(stem: str) -> bool:
    """Tell whether an episode's notebooks read files of the project; the solved one holds all cells."""
    return "../data/" in (NOTEBOOKS / "solved" / f"{stem}.ipynb").read_text(encoding="utf-8")


def downloads(pagename: str) -> list[dict[str, str]]:
    """Return label and path in the site of what a page offers for download."""
    stem = Path(pagename).name
    if not is_episode(pagename) or not (NOTEBOOKS / "learner" / f"{stem}.ipynb").exists():
        return []
    found = [{"label": LABELS[kind], "path": f"notebooks/{kind}/{stem}.ipynb"} for kind in KINDS_OF_NOTEBOOKS]
    return [{"label": ALL, "path": LEARNER_FILE}, *found]


def launches(pagename: str, root: Path, hub: str = "") -> list[dict[str, str]]:
    """Return label and address of where a page's learner notebook runs in the cloud; nowhere without a repository of `root`.

    The notebooks are on the branch `notebooks`, as `make notebooks` writes them.

    Args:
        pagename: the page
        root: the folder of the repository
        hub: the address of a JupyterHub with nbgitpuller, or ""
    """
    name = git.repository(root)
    if not name or not downloads(pagename):
        return []
    stem = Path(pagename).name
    binder = f"https://mybinder.org/v2/gh/{name}/notebooks?urlpath={quote(f'lab/tree/learner/{stem}.ipynb', safe='')}"
    colab = f"https://colab.research.google.com/github/{name}/blob/notebooks/learner/{stem}.ipynb"
    found = [{"label": "Launch on Binder", "url": binder}]
    if hub:
        found.insert(0, {"label": "Open on our hub", "url": on_hub(hub, name, stem)})
    if not reads_files(stem):  # Colab opens the notebook alone, without the data
        found.append({"label": "Open in Colab", "url": colab})
    return found


def on_hub(hub: str, name: str, stem: str) -> str:
    """Return the address that lets nbgitpuller fetch all notebooks of the repository `name` to a hub, and opens one of them.

    What a learner has changed there stays: nbgitpuller merges.
    """
    asked = {
        "repo": f"https://github.com/{name}",
        "branch": "notebooks",
        "urlpath": f"lab/tree/{name.partition('/')[2]}/learner/{stem}.ipynb",
    }
    return f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{urlencode(asked, quote_via=quote, safe='')}"


def copy_notebooks(app: Sphinx) -> None:
    """Put the notebooks into the site, and the learners' file, which holds most of them with their data."""
    if not NOTEBOOKS.exists():
        return
    target = Path(app.outdir, "notebooks")
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(NOTEBOOKS, target)
    shutil.copy(BUILD / LEARNER_FILE, app.outdir)


def write_set_up_check(app: Sphinx) -> None:
    """Write the set-up check with today's versions, where the set-up page links it."""
    Path(app.outdir, set_up_files.CHECK).write_text(set_up_files.filled(set_up_files.CHECK), encoding="utf-8")


def published(page: Page) -> dict[str, str]:
    """Return what cells with the option `publish` printed, as scripts that playgrounds load: name -> text.

    So the page computes with the numbers of the executed episode, and nothing is committed or typed.
    A script instead of JSON, because pages opened from a folder (`file://`) may not read other files.
    """
    cells = [cell for cell in page.cells() if "publish" in cell.options]
    if not cells:
        return {}
    executed = {cell.metadata.get("publish"): cell for cell in execute.stored(page.path).cells}
    found = {}
    for cell in cells:
        name = cell.options["publish"]
        printed = "".join(output.get("text", "") for output in executed[name].outputs)
        data = json.dumps(json.loads(printed), separators=(",", ":"))
        found[name] = f'(window.lessonData ||= {{}})["{name}"] = {data};\n'
    return found


def write_data(app: Sphinx) -> None:
    """Write the scripts that cells publish where playgrounds look for them."""
    for page in executed_pages(Path(app.srcdir)):
        for name, text in published(page).items():
            script = Path(app.outdir, SCRIPTS, f"{name}.js")
            script.parent.mkdir(parents=True, exist_ok=True)
            script.write_text(text, encoding="utf-8")


def remove_stale_pages(app: Sphinx) -> None:
    """Remove pages of an earlier build whose source is gone; Sphinx leaves them in place."""
    known = {*app.env.found_docs, *app.config.html_additional_pages, "search"}
    for page in Path(app.outdir).rglob("*.html"):
        if page.relative_to(app.outdir).with_suffix("").as_posix() not in known:
            page.unlink()


def write_redirects(app: Sphinx) -> None:
    """Write a small page at each old name that leads to the new one; `book_files` has checked both.

    A link to a place on the old page leads to the same place on the new one, where scripts are on.
    """
    for old, new in app.config.lesson_redirects.items():
        target = "../" * old.count("/") + re.sub(r"^([^#]+)", r"\1.html", new)
        page = Path(app.outdir, f"{old}.html")
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(
            f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>This page has moved</title>'
            f"<script>location.replace({json.dumps(target)}{'' if '#' in target else ' + location.hash'})</script>"
            f'<noscript><meta http-equiv="refresh" content="0; url={escape(target)}"></noscript><meta name="robots" content="noindex"></head>'
            f'<body><h1>This page has moved</h1><p><a href="{escape(target)}">Go to the new page</a></p></body></html>\n',
            encoding="utf-8",
        )


def write_site_map(app: Sphinx) -> None:
    """Write sitemap.xml where the site's address is known."""
    if app.config.html_baseurl:
        places = "".join(
            f"<url><loc>{app.config.html_baseurl}{name}.html</loc></url>\n" for name in sorted(app.env.found_docs)
        )
        Path(app.outdir, "sitemap.xml").write_text(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{places}</urlset>\n',
            encoding="utf-8",
        )


def finish(app: Sphinx, error: Exception | None) -> None:
    """Add everything once the pages are written."""
    if error is None and app.builder.name == "html":
        remove_stale_pages(app)
        copy_notebooks(app)
        write_set_up_check(app)
        write_data(app)
        write_redirects(app)
        write_site_map(app)


def configure(app: Sphinx, config) -> None:
    """Tell Sphinx the site's address where it is known, and look at that of the hub.

    Raises:
        ConfigError: `lesson_hub` is no address.
    """
    config.html_baseurl = config.html_baseurl or git.address(app.srcdir)
    if config.lesson_hub and not re.fullmatch(r"https?://[^\s?#]+", config.lesson_hub):
        raise ConfigError(
            f"_config.yml: lesson_hub is {config.lesson_hub!r}; write the address of a JupyterHub, as https://hub.example.org"
        )


def setup(app: Sphinx) -> None:
    app.add_config_value("lesson_redirects", {}, "html")
    app.add_config_value("lesson_hub", "", "html", str)
    app.connect("config-inited", configure, priority=400)
    app.connect("build-finished", finish)
