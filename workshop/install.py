"""Install the packages of the lesson from the folder `wheels`, without network, and check that they work:

    python install.py

It makes an environment called `.venv` in this folder, so copy the folder to your computer first.
"""

import os
import platform
import re
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
REQUIREMENTS = "{{ install_requirements }}".split()
SYSTEMS = {("Linux", "x86_64"): "linux", ("Darwin", "arm64"): "macos", ("Windows", "AMD64"): "windows"}


def main():
    """Install and check; return the exit code."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    computer = platform.system(), platform.machine()
    if computer not in SYSTEMS:
        print(
            f"There are no wheels for this computer ({' '.join(computer)}). Ask your instructor for another one to work on."
        )
        return 1
    wheels = HERE / "wheels" / SYSTEMS[computer]
    listed = wheels / f"python-{version}.txt"
    if not listed.exists():
        there = ", ".join(sorted(re.sub("python-(.*).txt", r"\1", file.name) for file in wheels.glob("python-*.txt")))
        wanted = (
            f"Install one of these versions of Python and run this again with it: {there}."
            if there
            else "A helper has to run fetch_wheels.py first, where there is a network."
        )
        print(f"The folder {wheels} holds nothing for Python {version}. {wanted}")
        return 1
    environment = HERE / ".venv"
    windows = os.name == "nt"
    python = environment / ("Scripts/python.exe" if windows else "bin/python")
    print("Installing, which takes some minutes ...", flush=True)
    try:
        venv.create(environment, with_pip=True)
    except subprocess.CalledProcessError:
        print(
            "This Python cannot create an environment. On Debian and Ubuntu it needs the package python3-venv; otherwise install Python from python.org."
        )
        return 1
    command = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-index",
        "--find-links",
        wheels,
        *REQUIREMENTS,
    ]
    done = subprocess.run([str(part) for part in command], check=False)
    if done.returncode:
        print("The installation failed. Show the lines above to a helper.")
        return done.returncode
    print(flush=True)
    done = subprocess.run([str(python), str(HERE / "check_setup.py")], check=False)
    activate = environment / ("Scripts/activate" if windows else "bin/activate")
    print(
        f'\nEach time you open a terminal, activate the environment first:\n\n{"" if windows else "source "}"{activate}"'
    )
    print(f'\nThen start JupyterLab:\n\njupyter lab "{HERE / "notebooks"}"')
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
