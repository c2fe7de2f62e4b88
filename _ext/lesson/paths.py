"""Where everything lies; the only reader of the variables LESSON_*."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Builds with other versions of the libraries have a folder and a lock of their own.
BUILD = ROOT / os.environ.get("LESSON_BUILD", "_build")
LOCK = ROOT / os.environ.get("LESSON_LOCK", "requirements.txt")
# What Keras computes with; the tests try others.
BACKEND = os.environ.get("LESSON_BACKEND", "tensorflow")
DIRECT = ROOT / "requirements.in"
SITE = BUILD / "html"
NOTEBOOKS = BUILD / "notebooks"
WORKSHOP = ROOT / "workshop"
SLUG = "introduction-to-deep-learning"  # of the files that people download
LEARNER_FILE = f"{SLUG}-learner.zip"  # all that a learner needs, in BUILD and on the site
