"""`make lint`: rules for pages, cells and the book's own files."""

Finding = tuple[int, str]  # the line, counted from 1, and what is wrong with the way to mend it
