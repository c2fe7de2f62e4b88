"""`make lint`: rules for pages, cells and the book's own files."""
