"""Reading the sources: blocks, roles, cells, answers, self-checks, code checks, versions, and what git knows; no Sphinx, no Jupyter."""
