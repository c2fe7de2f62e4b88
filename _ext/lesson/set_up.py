"""Create .venv with the locked requirements, or leave it alone when it is up to date.

Run by `make` with the Python of the system, so it uses the standard library only.
The marker file is written last: an interrupted set-up is done again.
"""

import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OLDEST, NEWEST = (3, 10), (3, 13)  # TensorFlow sets the newest


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
        return 0
    if folder.is_symlink():
        print(
            f"{folder} is a link to {folder.resolve()}, which holds other packages than {lock.name} asks for; remove the link and run again.",
            file=sys.stderr,
        )
        return 1
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    print("setting up .venv (about a minute, 2 GB)", flush=True)
    venv.create(folder, with_pip=True, clear=True)
    run = [str(python), "-m"]
    try:
        # uv installs several times faster than pip; it is in the lock like everything else.
        (folder / "uv.txt").write_text(uv_lock(lock.read_text(encoding="utf-8")), encoding="utf-8")
        subprocess.run(
            [
                *run,
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--require-hashes",
                "-r",
                str(folder / "uv.txt"),
            ],
            check=True,
        )
        install([*run, "uv"], python, lock)
    except subprocess.CalledProcessError as error:
        print(
            f"The set-up failed ({error}). Mend what is said above, then run the same command again.", file=sys.stderr
        )
        return 1
    marker.write_text(wanted, encoding="utf-8")
    return 0


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
    subprocess.run(
        [
            *uv,
            "pip",
            "sync",
            "--quiet",
            "--python",
            str(python),
            "--require-hashes",
            "--only-binary",
            ":all:",
            str(lock),
        ],
        check=True,
    )


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
