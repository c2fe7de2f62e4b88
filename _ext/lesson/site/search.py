"""What the search finds: words as Sphinx indexes them, and decimals such as 0.01 as one word."""

from __future__ import annotations

import re

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish


class SearchEnglishAndDecimals(SearchEnglish):
    """English words and whole decimals; Sphinx alone would index 0.01 as 0 and 01, and ask for neither."""

    _word_re = re.compile(r"\d+(?:[.,]\d+)+|\w+")
    # The same for what readers type; `search.js` marks what it finds with it.
    js_splitter_code = r"var splitQuery = (query) => query.match(/\d+(?:[.,]\d+)+|[\p{L}\p{N}_]+/gu) || [];"


def setup(app: Sphinx) -> None:
    app.add_search_language(SearchEnglishAndDecimals)
