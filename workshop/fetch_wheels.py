"""Fetch the packages of the lesson for a room without network. Run it beforehand, where there is one:

    python fetch_wheels.py                               for all systems
    python fetch_wheels.py --system windows --python 3.12

It needs a Python with pip, on any system, and fills the folder `wheels` beside this file.
"""

import argparse
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
REQUIREMENTS = "{{ install_requirements }}".split()
# What uv calls a system, and the tags of the wheels that run on it.
SYSTEMS = {
    "linux": (
        "x86_64-manylinux_2_28",
        [f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)]
        + ["manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"],
    ),
    "macos": ("aarch64-apple-darwin", ["macosx_14_0_arm64"]),
    "windows": ("x86_64-pc-windows-msvc", ["win_amd64"]),
}


def run(*command, **more):
    """Run a command; stop with its exit code where it fails."""
    command = [str(part) for part in command]
    done = subprocess.run(command, check=False, **more)
    if done.returncode:
        sys.exit(
            f"\nThis step failed: {' '.join(command[1:5])}\nRead what is said above, mend it, and run the same again; what is there already is kept."
        )
    return done


def tools(folder):
    """Return the Python of a new environment with pip and uv."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade", "pip", "uv")
    return python


def fetch(python, system, version):
    """Fetch all wheels for one system and one version of Python into its own folder."""
    platform, tags = SYSTEMS[system]
    print(f"{system}, Python {version}", flush=True)
    # pip would ask for what this computer needs; uv knows what another system needs.
    asked = "\n".join(REQUIREMENTS).encode()
    chosen = run(
        python,
        "-m",
        "uv",
        "pip",
        "compile",
        "--quiet",
        "--no-header",
        "--no-annotate",
        "--no-config",
        "--only-binary",
        ":all:",
        "--python-version",
        version,
        "--python-platform",
        platform,
        "-",
        input=asked,
        stdout=subprocess.PIPE,
    ).stdout
    folder = HERE / "wheels" / system
    folder.mkdir(parents=True, exist_ok=True)
    listed = folder / f"python-{version}.txt"
    listed.write_bytes(chosen)
    run(
        python,
        "-m",
        "pip",
        "download",
        "--disable-pip-version-check",
        "--progress-bar",
        "off",
        "--quiet",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--implementation",
        "cp",
        "--python-version",
        version,
        *[part for tag in tags for part in ("--platform", tag)],
        "--dest",
        folder,
        "--requirement",
        listed,
    )
    wheels = list(folder.glob("*.whl"))
    print(
        f"  {len(wheels)} wheels, {sum(wheel.stat().st_size for wheel in wheels) / 1e6:.0f} MB in {folder}", flush=True
    )


def main():
    """Fetch what the command line asks for; return the exit code."""
    parser = argparse.ArgumentParser(description="Fetch the packages of the lesson for a room without network.")
    parser.add_argument(
        "--system", action="append", choices=sorted(SYSTEMS), help="one system only; may be given again (default: all)"
    )
    parser.add_argument(
        "--python", action="append", help="a version such as 3.12; may be given again (default: {{ python_newest }})"
    )
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        python = tools(Path(name))
        for system in chosen.system or sorted(SYSTEMS):
            for version in chosen.python or ["{{ python_newest }}"]:
                fetch(python, system, version)
    print("Done. Copy this whole folder to a USB stick; START-HERE.html says how to go on.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
