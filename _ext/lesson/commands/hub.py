"""Start a JupyterHub for a room on this computer: `python -m lesson.commands.hub`; with `stop`, end it and all servers.

All of it lies in one folder outside the repository, where learners can run the programs and `make clean` deletes nobody's work.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from contextlib import suppress
from pathlib import Path

from .. import set_up
from ..notebooks.archive import FOLDER as UNPACKED
from ..paths import BUILD, LEARNER_FILE, ROOT, WORKSHOP

HERE = WORKSHOP / "hub"
sys.path.append(str(HERE))
import door  # noqa: E402
import limits  # noqa: E402

GIB = 1024**3
# GB: what a learner may use, what one uses (measured, see workshop/hub/README.md), and what the system and the hub need.
MEMORY, USUAL, RESERVED = 2.0, 1.1, 1.5
# Kernels listen on sockets below the folder, and Linux takes 107 letters for the path of a socket.
LONGEST_PATH = 45
PATIENCE = 10  # seconds in which a process may end by itself


class Refused(Exception):
    """The hub cannot keep its promises here; the message says why, and what to do."""


def check(folder: Path, port: int) -> None:
    """Refuse to start where one person could read the files of another, or use the memory of all.

    Raises:
        Refused: something is missing.
    """
    if sys.platform != "linux":
        raise Refused(
            "The hub runs on Linux only: it needs user ids and control groups. "
            "Start it in a virtual machine with Linux, or ask your campus for a hub (workshop/hub/README.md)."
        )
    if os.geteuid() != 0:
        raise Refused("The hub needs root, to give each person a user id of their own, and there is no sudo here.")
    if len(str(folder)) > LONGEST_PATH:
        raise Refused(f"{folder} is too long: choose a folder with at most {LONGEST_PATH} letters, HUB_FOLDER=/srv/hub")
    if closed := next((place for place in folder.parents if not is_open(place)), None):
        raise Refused(f"Learners cannot enter {closed}: choose another folder, HUB_FOLDER=/srv/hub")
    certificate, key = os.environ.get("HUB_CERTIFICATE", ""), os.environ.get("HUB_KEY", "")
    if bool(certificate) != bool(key) or not all(Path(file).is_absolute() for file in (certificate, key) if file):
        raise Refused("For https name two files, with their whole paths: HUB_CERTIFICATE=/... HUB_KEY=/...")
    try:
        limits.control_groups()
    except limits.NoLimit as error:
        raise Refused(
            f"Nothing here stops one notebook from using the memory of all: {error}. "
            "The hub needs a computer or a virtual machine with Linux; a container will not do."
        ) from error
    if running(folder, "hub.pid"):
        raise Refused(f"The hub in {folder} runs already; `make hub-stop` ends it.")
    if running(folder, "proxy.pid"):
        return  # left behind by a crash; JupyterHub takes its place
    for number, use in ((port, "browsers"), (port + 1, "the hub"), (port + 2, "its proxy")):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("", number))
            except OSError as error:
                raise Refused(
                    f"Port {number}, which {use} would use, is taken: choose others, HUB_PORT=8100"
                ) from error


def running(folder: Path, name: str) -> int:
    """Return the process that a file of the hub names, or 0 where it has ended; its number may be somebody else's by now."""
    with suppress(OSError, ValueError):
        number = int((folder / "state" / name).read_text())
        if str(folder).encode() in Path(f"/proc/{number}/cmdline").read_bytes():
            return number
    return 0


def is_open(place: Path) -> bool:
    """Tell whether everybody on this computer may enter a folder or run a program."""
    return not place.exists() or bool(place.stat().st_mode & 0o001)


def python_for_all() -> Path:
    """Return a Python that the lesson supports and that every user of this computer may run.

    Raises:
        Refused: there is none.
    """
    versions = range(set_up.NEWEST[1], set_up.OLDEST[1] - 1, -1)
    names = [*(f"python3.{minor}" for minor in versions), "python3"]
    found = [sys.executable, *(shutil.which(name, path="/usr/local/bin:/usr/bin") for name in names)]
    for path in filter(None, found):
        command = [path, "-c", "import sys; print(sys.base_prefix, *sys.version_info[:2])"]
        with suppress(subprocess.CalledProcessError):
            prefix, *version = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
            real = Path(path).resolve()
            places = [real, *real.parents, Path(prefix), *Path(prefix).parents]
            if set_up.OLDEST <= tuple(map(int, version)) <= set_up.NEWEST and all(map(is_open, places)):
                return real
    raise Refused(
        f"No Python from 3.{set_up.OLDEST[1]} to 3.{set_up.NEWEST[1]} here can be run by all users: "
        "one in a home is closed for others. Install the one of your system, for example `apt install python3-venv`."
    )


def install(folder: Path) -> None:
    """Install what the hub runs on, exactly as locked, unless it is there; and our own files for kernels.

    The marker is written last: an interrupted installation is done again.

    Raises:
        Refused: learners run what would be replaced.
    """
    python, programs, proxy = python_for_all(), folder / "programs", folder / "proxy"
    locks = [(HERE / name).read_text(encoding="utf-8") for name in ("requirements.txt", "package-lock.json")]
    wanted = "\n".join([str(python), "without debugpy", *locks])
    marker = programs / "locked"
    if not marker.exists() or marker.read_text(encoding="utf-8") != wanted:
        if limits.processes(limits.control_groups() / folder.name):
            raise Refused(
                "The hub needs other packages now, and learners are working with the old ones: `make hub-stop` first."
            )
        print(f"setting up the hub in {folder} (a minute or two, 2.3 GB)", flush=True)
        install_locked(python, programs, proxy)
        marker.write_text(wanted, encoding="utf-8")
    modules = next(programs.glob("lib/python3.*/site-packages"))
    shutil.copy(HERE / "out_of_memory.py", modules)
    for name, place in (("ipython_kernel_config.py", "etc/ipython"), ("overrides.json", "share/jupyter/lab/settings")):
        (programs / place).mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / name, programs / place)


def install_locked(python: Path, programs: Path, proxy: Path) -> None:
    """Make the environment and the folder of the proxy anew.

    Raises:
        subprocess.CalledProcessError: uv or npm has said what is wrong.
    """
    uv = [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "--quiet", "--clear", "--python", str(python), str(programs)], check=True)
    set_up.install(uv, programs / "bin/python", HERE / "requirements.txt")
    # The debugger of a kernel listens on a port, where everybody on this computer could take the kernel over.
    subprocess.run(
        [*uv, "pip", "uninstall", "--quiet", "--python", str(programs / "bin/python"), "debugpy"], check=True
    )
    shutil.rmtree(proxy, ignore_errors=True)
    proxy.mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, proxy)
    subprocess.run(
        [str(programs / "bin/npm"), "ci", "--silent", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=proxy,
        env=os.environ | {"PATH": f"{programs / 'bin'}:{os.environ['PATH']}"},
        check=True,
    )


def unpack(archive: Path, target: Path) -> None:
    """Put the learners' file where every person can read it, in place of an older one."""
    new = target.with_name(f"{target.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(new)
    shutil.rmtree(target, ignore_errors=True)
    (new / UNPACKED).rename(target)
    new.rmdir()


def word(file: Path, wanted: str = "") -> str:
    """Return the word in a file; write it there if it is wanted, or a new one if there is none."""
    if wanted or not file.exists():
        file.touch(mode=0o600)
        file.write_text(wanted or door.new_word(), encoding="utf-8")
    return file.read_text(encoding="utf-8")


def carried(total: float) -> int:
    """Return how many learners a computer with `total` GB of memory carries."""
    return max(1, int((total - RESERVED) / USUAL))


def own_address() -> str:
    """Return the address of this computer in its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial, suppress(OSError):
        trial.connect(("192.0.2.1", 9))  # an address for documentation, which nobody has
        return trial.getsockname()[0]
    return "the address of this computer"


def settings(folder: Path, port: int) -> dict[str, str]:
    """Return the environment in which the hub runs; its own variables and little else, so that nothing reaches learners by chance."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    return {
        "PATH": f"{folder / 'programs/bin'}:/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": str(folder / "state"),
        "HUB_FOLDER": str(folder),
        "HUB_PORT": str(port),
        "HUB_MEMORY": str(MEMORY),
        "HUB_ROOM_MEMORY": f"{max(total - RESERVED, MEMORY):.1f}",
        "HUB_LEARNERS": os.environ.get("HUB_LEARNERS") or str(carried(total)),
        "HUB_IDLE": os.environ.get("HUB_IDLE") or "7200",
        "HUB_INVITATION": word(folder / "state/invitation", os.environ.get("HUB_INVITATION", "")),
        "HUB_ADMIN_INVITATION": word(folder / "state/admin-invitation"),
        # Both or none; empty is none.
        "HUB_CERTIFICATE": os.environ.get("HUB_CERTIFICATE", ""),
        "HUB_KEY": os.environ.get("HUB_KEY", ""),
    }


def announcement(environment: dict[str, str]) -> str:
    """Return what the instructor reads when the hub starts."""
    secure = "https" if environment["HUB_CERTIFICATE"] else "http"
    return "\n".join([
        "",
        f"  For the board:    {secure}://{own_address()}:{environment['HUB_PORT']}    word of the room: {environment['HUB_INVITATION']}",
        f"  For you alone:    the name `instructor` with the word {environment['HUB_ADMIN_INVITATION']}",
        f"  There is room for {environment['HUB_LEARNERS']} learners at once, with at most {MEMORY:g} GB each.",
        f"  Their files are in {environment['HUB_FOLDER']}/homes; nothing removes them.",
        "  Ctrl+C ends the hub, and not what learners run: `make hub` goes on, `make hub-stop` ends everything.",
        "",
    ])


def start(folder: Path, port: int) -> None:
    """Set up, say what the room needs to know, and become the hub.

    Raises:
        Refused: this computer is not fit for it.
    """
    check(folder, port)
    os.umask(0o022)
    for name, mode in (("", 0o755), ("homes", 0o711), ("run", 0o711), ("state", 0o700)):
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name).chmod(mode)
    install(folder)
    unpack(BUILD / LEARNER_FILE, folder / "lesson")
    environment = settings(folder, port)
    print(announcement(environment), flush=True)
    (folder / "state/hub.pid").write_text(str(os.getpid()))
    os.chdir(folder / "state")
    python = str(folder / "programs/bin/python")
    os.execve(python, [python, "-m", "jupyterhub", "--config", str(HERE / "jupyterhub_config.py")], environment)


def stop(folder: Path) -> None:
    """End the hub, its proxy and everything that learners run. Files stay."""
    for name in ("hub.pid", "proxy.pid"):
        for sign in (signal.SIGTERM, signal.SIGKILL):
            end = time.monotonic() + PATIENCE
            if number := running(folder, name):
                os.kill(number, sign)
            while running(folder, name) and time.monotonic() < end:
                time.sleep(0.1)
        (folder / "state" / name).unlink(missing_ok=True)
    with suppress(limits.NoLimit):
        limits.end_all(limits.control_groups() / folder.name)


def main() -> int:
    """Start or stop; return the exit code."""
    folder = Path(os.environ.get("HUB_FOLDER") or "/srv/deep-learning-hub").resolve()
    port = int(os.environ.get("HUB_PORT") or 8000)
    if sys.platform == "linux" and os.geteuid() != 0 and shutil.which("sudo"):
        print("The hub gives each person a user id of their own, which needs root: sudo may ask for your password.")
        own = {"PYTHONPATH": str(ROOT / "_ext")} | {
            key: value for key, value in os.environ.items() if key[:4] == "HUB_"
        }
        kept = [f"{name}={value}" for name, value in own.items()]
        os.execvp("sudo", ["sudo", "env", *kept, sys.executable, "-m", "lesson.commands.hub", *sys.argv[1:]])
    try:
        if sys.argv[1:] == ["stop"]:
            stop(folder)
        else:
            start(folder, port)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(
            f"The set-up failed ({error}). Mend what is said above, then run the same command again.", file=sys.stderr
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
