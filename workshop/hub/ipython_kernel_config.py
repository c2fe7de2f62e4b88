"""What every kernel of a learner gets, from etc/ipython in the environment."""

c = get_config()  # noqa: F821

c.InteractiveShellApp.extensions = ["out_of_memory"]
