"""Make the web fonts in this folder: subsets of four open fonts (OFL) from the npm registry.

Needs npm, and `pip install fonttools brotli`. Run `python _static/fonts/subset.py`.
Add a character to TEXT or MATH when a page needs one that the fonts lack.
"""

import subprocess
import tempfile
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).parent
ASCII = "".join(map(chr, range(0x20, 0x7F)))
TEXT = ASCII + "\u00a0§©°±·×äéöü–—‘’“”…−→"
GREEK = "αβγδεζηθικλμνξοπρςστυφχψω"
# Letters in formulas are italic code points of their own; the last line are invisible operators.
MATH = (
    ASCII
    + GREEK
    + "\u00a0±·×ΔΣˆ\u0302‖…←↑→∂∇∈∋∑−√∞≈≤≥≠⋅⋯ℎ"
    + "".join(map(chr, [*range(0x1D434, 0x1D468), *range(0x1D6FC, 0x1D715)]))
    + "\u2061\u2062\u2063"
)
# file here -> (npm package, file in it, characters, range of weights)
FONTS = {
    "source-serif-4": ("@fontsource-variable/source-serif-4", "source-serif-4-latin-wght-normal", TEXT, (400, 650)),
    "source-serif-4-italic": ("@fontsource-variable/source-serif-4", "source-serif-4-latin-wght-italic", TEXT, 400),
    "source-sans-3": ("@fontsource-variable/source-sans-3", "source-sans-3-latin-wght-normal", TEXT, (400, 650)),
    "stix-two-math": ("@fontsource/stix-two-math", "stix-two-math-latin-400-normal", MATH, None),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        packages = sorted({package for package, *_ in FONTS.values()})
        subprocess.run(["npm", "install", "--silent", "--prefix", folder, *packages], check=True)
        for name, (package, file, characters, weights) in FONTS.items():
            source = Path(folder, "node_modules", package)
            font = TTFont(source / "files" / f"{file}.woff2")
            options = Options(
                flavor="woff2",
                hinting=False,
                layout_features=["*"] if "math" in name else ["kern", "liga", "mark", "tnum", "lnum"],
            )
            subsetter = Subsetter(options)
            subsetter.populate(text=characters)
            subsetter.subset(font)
            if weights:
                font = instantiateVariableFont(font, {"wght": weights})
            font.flavor = "woff2"
            font.save(HERE / f"{name}.woff2")
            licence = (source / "LICENSE").read_text(encoding="utf-8")
            (HERE / f"{package.split('/')[1]}-LICENSE.txt").write_text(licence, encoding="utf-8")
            print(f"{name}: {(HERE / f'{name}.woff2').stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
