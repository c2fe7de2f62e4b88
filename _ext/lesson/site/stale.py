"""Which pages are read or written again although their source is the same.

Sphinx looks at the source's date only. What a page shows also comes from the results of
its cells, from git, and from the files around the text.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from jupyter_cache import get_cache
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..run import environment
from ..text import git
from . import terms
from .schedule import pause_minutes


def facts(app: Sphinx) -> dict[str, str]:
    """Return what each page shows besides its source: when git saw it change, and when cells were executed.

    These are its own cells, and those of pages that publish scripts for its playgrounds.
    """
    executed = {record.uri: str(record.created) for record in get_cache(environment.cache_path()).list_cache_records()}
    found = {}
    for page in app.env.found_docs:
        homes = [page, *app.env.metadata[page].get("lesson_publishers", [])]
        moments = [executed.get(str(app.env.doc2path(home))) for home in homes]
        found[page] = f"{git.last_change(f'{page}.md', app.srcdir)} {moments}"
    return found


def outdated(app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]) -> list[str]:
    """Name the pages for which these facts differ from those of the last build."""
    now, before = facts(app), vars(env).get("lesson_facts", {})
    vars(env)["lesson_facts"] = now
    return [page for page in now if now[page] != before.get(page)]


def with_index_entries(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name the pages with terms: Sphinx forgets in its search where the terms of a page are that it does not write again."""
    return sorted(page for page, entries in env.domaindata["index"]["entries"].items() if entries)


def shown_elsewhere(env: BuildEnvironment) -> str:
    """Return a digest of what a page may show of others: list, order and titles of pages, numbers, labels, definitions."""
    standard = env.domaindata["std"]
    found = (
        env.toctree_includes,
        {page: title.astext() for page, title in env.titles.items()},
        env.toc_secnumbers,
        env.toc_fignumbers,
        standard["labels"],
        standard["anonlabels"],
        # Headings as targets of links; with their lines, each new line of text would count.
        {
            page: {slug: facts[1:] for slug, facts in meta.get("myst_slugs", {}).items()}
            for page, meta in env.metadata.items()
        },
        {
            label: (item["docname"], item["node"].children[0].astext())
            for label, item in getattr(env, "sphinx_exercise_registry", {}).items()
        },
        terms.definitions(env),
        {"pause": pause_minutes(env)},
    )
    # Sorted, because pages that are read again move to the end.
    text = [sorted((str(key), str(value)) for key, value in facts.items()) for facts in found]
    return hashlib.sha256(repr(text).encode()).hexdigest()


def with_facts_of_others(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name all pages where something changed that pages show of each other."""
    now, before = shown_elsewhere(env), vars(env).get("lesson_shown_elsewhere")
    vars(env)["lesson_shown_elsewhere"] = now
    return [] if now == before else sorted(env.found_docs)


def configure(app: Sphinx, config) -> None:
    """Let Sphinx write all pages again where a style, a script or an address changed: they carry its digest."""
    around = hashlib.sha256(f"{git.repository(app.srcdir)} {git.address(app.srcdir)}".encode())
    for path in sorted(Path(app.srcdir, "_static").rglob("*.*")):
        around.update(path.read_bytes())
    config.lesson_around = around.hexdigest()


def setup(app: Sphinx) -> None:
    app.add_config_value("lesson_around", "", "html")
    app.connect("config-inited", configure)
    app.connect("env-get-outdated", outdated)
    app.connect("env-updated", with_index_entries)
    # Last, when Sphinx has given all numbers.
    app.connect("env-get-updated", with_facts_of_others, priority=900)
