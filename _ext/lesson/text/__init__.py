"""Reading the sources: blocks, roles, cells, answers, self-checks, versions, and what git knows; no Sphinx, no Jupyter."""
