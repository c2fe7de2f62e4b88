"""The lesson elsewhere: with other versions of its libraries, without Jupyter Book, on other systems; what `make test-floor` and the like run."""
