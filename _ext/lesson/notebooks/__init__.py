"""The notebooks that people download, written from the sources and the results; no docutils, no Sphinx."""
