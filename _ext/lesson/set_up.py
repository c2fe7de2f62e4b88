"""Create .venv with the locked requirements, or leave it alone when it is up to date; fetch the Python of the pages.

Run by `make` with the Python of the system, so it uses the standard library only. It runs before every command,
so what only a new environment needs is imported there.
The marker file is written last: an interrupted set-up is done again.
"""

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OLDEST, NEWEST = (3, 10), (3, 13)  # TensorFlow sets the newest
# The Python that runs in the page: its version, where its package is, and the digest that npm has of it.
PYODIDE = json.loads(Path(__file__).with_name("pyodide.json").read_text(encoding="utf-8"))
PYODIDE_PACKAGE = ROOT / "_build" / "tools" / f"pyodide-{PYODIDE['version']}.tgz"
SECONDS = 20  # without an answer from the network


def main() -> int:
    """Set up; return the exit code."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        print(
            f"This lesson needs Python {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}, and this is "
            f"{sys.version.split()[0]}; install one of them and run `make PYTHON=python3.12 ...`.",
            file=sys.stderr,
        )
        return 1
    folder, lock = ROOT / ".venv", ROOT / "requirements.txt"
    marker = folder / "locked"
    wanted = f"{sys.version_info[:2]}\n{lock.read_text(encoding='utf-8')}"
    if marker.exists() and marker.read_text(encoding="utf-8") == wanted:
        fetch_pyodide(PYODIDE_PACKAGE)
        return 0
    if folder.is_symlink():
        print(
            f"{folder} is a link to {folder.resolve()}, which holds other packages than {lock.name} asks for; remove the link and run again.",
            file=sys.stderr,
        )
        return 1
    import subprocess
    import venv

    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    print("setting up .venv (about a minute, 2 GB)", flush=True)
    venv.create(folder, with_pip=True, clear=True)
    run = [str(python), "-m"]
    try:
        # uv installs several times faster than pip; it is in the lock like everything else.
        (folder / "uv.txt").write_text(uv_lock(lock.read_text(encoding="utf-8")), encoding="utf-8")
        options = ["--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*run, "pip", "install", *options, "-r", str(folder / "uv.txt")], check=True)
        install([*run, "uv"], python, lock)
    except subprocess.CalledProcessError as error:
        print(
            f"The set-up failed ({error}). Mend what is said above, then run the same command again.", file=sys.stderr
        )
        return 1
    marker.write_text(wanted, encoding="utf-8")
    fetch_pyodide(PYODIDE_PACKAGE)
    return 0


def fetch_pyodide(package: Path) -> None:
    """Fetch the Python that runs in the page, unless it is here; without it the pages have no editors, and the build goes on.

    Args:
        package: where it is kept
    """
    if package.exists():
        return
    import base64
    import hashlib
    import urllib.request

    try:
        with urllib.request.urlopen(PYODIDE["address"], timeout=SECONDS) as answer:
            content = answer.read()
    except OSError as error:
        print(
            f"{PYODIDE['address']} cannot be fetched ({error}), so the pages have no editors for Python.",
            file=sys.stderr,
        )
        return
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    if f"sha512-{digest}" != PYODIDE["integrity"]:
        print(
            f"{PYODIDE['address']} is not what _ext/lesson/pyodide.json names, so it is not used, and the pages have no editors for Python.",
            file=sys.stderr,
        )
        return
    package.parent.mkdir(parents=True, exist_ok=True)
    # Moved, so that an interrupted set-up leaves no half of it.
    new = package.with_suffix(".part")
    new.write_bytes(content)
    new.replace(package)


def install(uv: list[str], python: Path, lock: Path) -> None:
    """Install exactly what the lock holds.

    Wheels only: building a package would run code that no hash in the lock covers.

    Args:
        uv: the command
        python: the interpreter of the environment
        lock: a requirements file with hashes

    Raises:
        subprocess.CalledProcessError: a hash is wrong or missing, or there is no wheel; uv has said which.
    """
    import subprocess

    options = ["--quiet", "--python", str(python), "--require-hashes", "--only-binary", ":all:"]
    subprocess.run([*uv, "pip", "sync", *options, str(lock)], check=True)


def uv_lock(lock: str) -> str:
    """Return the lines of the lock that pin uv, with their hashes."""
    lines = lock.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("uv=="))
    end = start + 1
    while lines[end].startswith("    --hash"):
        end += 1
    return "\n".join(lines[start:end]).rstrip("\\ ") + "\n"


if __name__ == "__main__":
    sys.exit(main())
