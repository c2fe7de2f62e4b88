"""A hub for one room, on JupyterHub: a user id for each person, memory that has an end, and an invitation.

Nothing here works without root; `lesson.commands.hub` refuses to start then.
"""

from __future__ import annotations

import dbm
import os
import resource
from collections.abc import Callable
from pathlib import Path

import door
import homes
import limits
from firstuseauthenticator import FirstUseAuthenticator
from jupyterhub.spawner import SimpleLocalProcessSpawner
from traitlets import Integer, Unicode

# What the lesson is called in each home; the set-up page uses the same name.
LESSON = "deep-learning"
# Of one person, threads included: enough for several notebooks, and too few to stop the computer.
PROCESSES = 1_000


class RoomSpawner(SimpleLocalProcessSpawner):
    """Starts the server of a person under their user id, in their home, within their share of the memory."""

    folder = Unicode(help="the folder of the hub: homes, run and lesson lie in it").tag(config=True)
    process_limit = Integer(help="the bytes that one process may ask for; more is a MemoryError").tag(config=True)

    @property
    def group(self) -> Path:
        """The control group of this person."""
        return limits.control_groups() / Path(self.folder).name / self.user.name

    def make_preexec_fn(self, name: str) -> Callable[[], None]:
        """Return what the new process does before it becomes the server: all as root up to the change of the user id."""
        folder, limit = Path(self.folder), self.process_limit
        number = homes.make_home(folder / "homes", name)
        sockets = folder / "run" / str(number)
        sockets.mkdir(mode=0o700, exist_ok=True)
        os.chown(sockets, number, number)
        limits.limit_memory(self.group, self.mem_limit)
        members = self.group / "cgroup.procs"

        def become() -> None:
            members.write_text("0")  # 0 is the process that writes
            resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
            resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))
            os.umask(0o077)
            os.setgroups([])
            os.setgid(number)
            os.setuid(number)
            home = folder / "homes" / name
            os.chdir(home)
            homes.copy_missing(folder / "lesson", home / LESSON)

        return become

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        number = homes.make_home(Path(self.folder, "homes"), self.user.name)
        # Kernels listen on sockets here: the path of a socket must be short.
        return super().user_env(env) | {
            "LOGNAME": self.user.name,
            "JUPYTER_RUNTIME_DIR": f"{self.folder}/run/{number}",
            "TMPDIR": f"{self.folder}/run/{number}",
        }

    async def stop(self, now: bool = False) -> None:
        """Stop the server, and whatever it has left behind."""
        await super().stop(now=now)
        limits.end_all(self.group)


class InvitationAuthenticator(FirstUseAuthenticator):
    """Lets in who knows the word of the room once, and their own password from then on.

    A shared password alone would let everybody into everybody's files: names are no secret.
    """

    invitation = Unicode(help="the word that the room is told").tag(config=True)
    admin_invitation = Unicode(help="the word for those in admin_users").tag(config=True)

    async def authenticate(self, handler, data: dict) -> str | None:
        name = self.normalize_username(data["username"])
        wanted = "" if self.known(name) else self.admin_invitation if name in self.admin_users else self.invitation
        handler.custom_login_error = door.refusal(name, data["password"], data.get("otp") or "", wanted)
        if handler.custom_login_error:
            return None
        welcome = await super().authenticate(handler, data)
        if not welcome and not handler.custom_login_error:
            handler.custom_login_error = f"This is not the password of {name}. If you have never been here, somebody has this name: take another one."
        return welcome

    def known(self, name: str) -> bool:
        """Tell whether a person has chosen a password."""
        with dbm.open(self.dbm_path, "c", 0o600) as passwords:
            return name.encode() in passwords
