"""What `make` calls: `python -m lesson.commands.build` and so on."""
