"""Let simulated learners use the hub of a room, and break things on purpose: `python -m elsewhere.hub_load`.

They come through the hub's own pages and the interfaces that JupyterLab uses, without any network, and run episode 2 from top to bottom.
The figures go to workshop/hub/measured.csv. Needs Linux, root, and about 1.1 GB of memory for each learner.
"""

from __future__ import annotations

import asyncio
import csv
import json
import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import requests
from lesson.commands import hub
from lesson.paths import ROOT
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

FOLDER = Path("/srv/hub-test")
PORT = 8300
ADDRESS = f"http://127.0.0.1:{PORT}"
WORD = "neuron"
LEARNERS = int(os.environ.get("HUB_LEARNERS") or 8)
STAGGER = 15  # seconds between two learners, as in a room
PATIENCE = 900  # seconds for one cell or one server, on a busy computer
NOTEBOOK = "deep-learning/learner/02-keras.ipynb"
FIGURES = hub.HERE / "measured.csv"


class Hub:
    """The hub as a process of its own."""

    def __init__(self, **variables: str) -> None:
        self.variables = {"HUB_FOLDER": str(FOLDER), "HUB_PORT": str(PORT), "HUB_INVITATION": WORD} | variables
        self.log = (FOLDER / "log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lesson.commands.hub"],
            cwd=ROOT,
            env=os.environ | self.variables,
            stdout=self.log,
            stderr=self.log,
        )

    def wait(self) -> Hub:
        """Wait until the log-in page is there."""
        for _ in range(PATIENCE):
            assert self.process.poll() is None, (FOLDER / "log").read_text()[-3000:]
            try:
                if requests.get(f"{ADDRESS}/hub/login", timeout=30).ok:
                    return self
            except requests.ConnectionError:
                pass
            time.sleep(1)
        raise TimeoutError("the hub does not answer")

    def crash(self) -> None:
        """End it as a fault would: without a chance to say goodbye."""
        self.process.kill()
        self.process.wait()


class Learner:
    """Somebody with a browser."""

    def __init__(self, name: str, password: str = "a long password") -> None:
        self.name, self.password = name, password
        self.browser = requests.Session()
        self.took: dict[str, float] = {}

    @property
    def base(self) -> str:
        return f"{ADDRESS}/user/{self.name}"

    def log_in(self, word: str = "", password: str = "") -> str:
        """Fill in the form; return what it objects to, or ""."""
        self.browser.get(f"{ADDRESS}/hub/login", timeout=60).raise_for_status()
        form = {
            "username": self.name,
            "password": password or self.password,
            "otp": word,
            "_xsrf": self.browser.cookies.get("_xsrf", path="/hub/"),
        }
        answer = self.browser.post(f"{ADDRESS}/hub/login", data=form, timeout=60, allow_redirects=False)
        if answer.status_code == 302:
            return ""
        return answer.text.split('class="login_error">')[1].split("</p>")[0]

    def open_server(self) -> None:
        """Start the server, as the button of the hub does, and wait until JupyterLab opens."""
        self.browser.get(f"{ADDRESS}/hub/spawn/{self.name}", timeout=PATIENCE)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = self.browser.get(f"{self.base}/lab", timeout=60)
            if answer.ok and answer.url.startswith(f"{self.base}/lab"):
                return
            time.sleep(1)
        raise TimeoutError(f"no server for {self.name}: {answer.status_code} {answer.url}")

    def call(self, method: str, path: str, **data) -> requests.Response:
        """Ask the server of this learner."""
        token = self.browser.cookies.get("_xsrf", path=f"/user/{self.name}/")
        return self.browser.request(
            method, f"{self.base}/api/{path}", timeout=60, headers={"X-XSRFToken": token}, **data
        )

    def open_kernel(self, path: str = NOTEBOOK) -> str:
        """Open a notebook with a kernel; return the kernel's id."""
        told = {"path": path, "name": "", "type": "notebook", "kernel": {"name": "python3"}}
        answer = self.call("POST", "sessions", json=told)
        answer.raise_for_status()
        return answer.json()["kernel"]["id"]

    def close_server(self) -> None:
        """Stop the server with the button of the hub's own page."""
        token = self.browser.cookies.get("_xsrf", path="/hub/")
        answer = self.browser.delete(
            f"{ADDRESS}/hub/api/users/{self.name}/server", headers={"X-XSRFToken": token}, timeout=PATIENCE
        )
        assert answer.status_code in (202, 204), answer.text
        end = time.monotonic() + PATIENCE
        while server_processes(self.name) and time.monotonic() < end:
            time.sleep(0.5)

    async def run(self, kernel: str, *cells: str) -> list[tuple[str, str]]:
        """Run cells over the websocket that JupyterLab uses; return for each the error's name or "", and what was printed.

        A kernel that dies while it runs a cell is an error called "dead".
        """
        cookies = "; ".join(
            f"{one.name}={one.value}" for one in self.browser.cookies if one.path in (f"/user/{self.name}/", "/")
        )
        request = HTTPRequest(
            f"{self.base.replace('http', 'ws')}/api/kernels/{kernel}/channels", headers={"Cookie": cookies}
        )
        socket = await websocket_connect(request)
        found = []
        for code in cells:
            asked = uuid.uuid4().hex
            content = {
                "code": code,
                "silent": False,
                "store_history": True,
                "user_expressions": {},
                "allow_stdin": False,
            }
            header = {
                "msg_id": asked,
                "msg_type": "execute_request",
                "session": "load",
                "username": "",
                "version": "5.3",
            }
            message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
            await socket.write_message(json.dumps(message))
            error, printed, replied, idle = "", "", False, False
            while not (replied and idle):
                received = await asyncio.wait_for(socket.read_message(), PATIENCE)
                if received is None:
                    error = "closed"
                    break
                said = json.loads(received)
                if said["msg_type"] == "status" and said["content"]["execution_state"] in ("restarting", "dead"):
                    error = "dead"
                    break
                if said["parent_header"].get("msg_id") != asked:
                    continue
                if said["msg_type"] == "stream":
                    printed += said["content"]["text"]
                elif said["msg_type"] == "execute_reply":
                    replied, error = True, said["content"].get("ename", "")
                    printed += said["content"].get("evalue", "")
                elif said["msg_type"] == "status":
                    idle = said["content"]["execution_state"] == "idle"
            found.append((error, printed))
            if error in ("closed", "dead"):
                break
        socket.close()
        return found


# ---------- measuring ----------


def server_processes(name: str) -> list[int]:
    """Return the processes of a person."""
    home = FOLDER / "homes" / name
    if not home.exists():
        return []
    owner, found = home.stat().st_uid, []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if folder.stat().st_uid == owner:
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def memory(processes: list[int]) -> float:
    """Return the memory of processes in MB: what is shared is divided among those who share it."""
    total = 0
    for number in processes:
        try:
            lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def processor_time(processes: list[int]) -> float:
    """Return the seconds that processors have worked for processes."""
    ticks = 0
    for number in processes:
        try:
            fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(fields[11]) + int(fields[12])  # as a user and in the system
    return ticks / os.sysconf("SC_CLK_TCK")


async def watch(names: list[str], peaks: dict[str, float]) -> None:
    """Note the largest memory of each person, and of all at once."""
    while True:
        now = {name: await asyncio.to_thread(memory, server_processes(name)) for name in names}
        for name, used in now.items():
            peaks[name] = max(peaks.get(name, 0), used)
        peaks["all"] = max(peaks.get("all", 0), sum(now.values()))
        await asyncio.sleep(3)


# ---------- what happens in a room ----------


def expect(what: str, holds: bool, seen: object = "") -> None:
    """Say that something holds; stop where it does not."""
    print(f"{time.strftime('%H:%M:%S')} {'ok  ' if holds else 'FAIL'} {what}", flush=True)
    assert holds, f"{what}: {seen}"


async def work(learner: Learner, delay: float) -> None:
    """Come in, open episode 2, run all of it, and keep the kernel."""

    async def timed(what: str, call: Callable, *arguments) -> object:
        begun = time.monotonic()
        result = await asyncio.to_thread(call, *arguments)
        learner.took[what] = time.monotonic() - begun
        return result

    await asyncio.sleep(delay)
    refused = await timed("log_in", learner.log_in, WORD)
    assert not refused, refused
    await timed("server", learner.open_server)
    learner.took["server_mb"] = await asyncio.to_thread(memory, server_processes(learner.name))
    notebook = (await asyncio.to_thread(learner.call, "GET", f"contents/{NOTEBOOK}")).json()["content"]
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    learner.kernel = await timed("kernel", learner.open_kernel)
    begun = time.monotonic()
    ran = await learner.run(learner.kernel, *cells)
    learner.took["notebook"] = time.monotonic() - begun
    learner.took["processor"] = processor_time(server_processes(learner.name))
    failed = [(error, text[-300:]) for error, text in ran if error]
    expect(
        f"{learner.name}: {len(cells)} cells of episode 2 in {learner.took['notebook']:.0f} s",
        len(ran) == len(cells) and not failed,
        failed,
    )


async def load(learners: list[Learner]) -> None:
    """Let all learners work, and write the figures."""
    peaks: dict[str, float] = {}
    watching = asyncio.create_task(watch([learner.name for learner in learners], peaks))
    await asyncio.gather(*(work(learner, at * STAGGER) for at, learner in enumerate(learners)))
    await asyncio.sleep(4)
    watching.cancel()
    hub_itself = memory([int((FOLDER / "state" / name).read_text()) for name in ("hub.pid", "proxy.pid")])
    with FIGURES.open("w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        columns = [
            "seconds_to_log_in",
            "seconds_to_start",
            "seconds_for_episode",
            "processor_seconds",
            "mb_at_start",
            "mb_at_most",
        ]
        rows.writerow(["who", *columns])
        for learner in learners:
            times = [round(learner.took[key], 1) for key in ("log_in", "server", "notebook", "processor")]
            rows.writerow([learner.name, *times, round(learner.took["server_mb"]), round(peaks[learner.name])])
        rows.writerow(["all learners", "", "", "", "", "", round(peaks["all"])])
        rows.writerow(["hub and proxy", "", "", "", "", "", round(hub_itself)])
    print(FIGURES.read_text())


async def privacy(one: Learner, other: Learner) -> None:
    """One person reads no other's files: not from a notebook, not through the web, not with the word of the room."""
    pid = server_processes(other.name)[0]
    home = FOLDER / "homes" / other.name
    number = home.stat().st_uid
    attempts = {
        "read a notebook of another": f"open({str(home / NOTEBOOK)!r})",
        "list another home": f"import os; os.listdir({str(home)!r})",
        "list all homes": f"import os; os.listdir({str(FOLDER / 'homes')!r})",
        "write into another home": f"open({str(home / 'x')!r}, 'w')",
        "read the passwords": f"import os; os.listdir({str(FOLDER / 'state')!r})",
        "read the sockets of other kernels": f"import os; os.listdir('{FOLDER}/run/{number}')",
        "read the environment of another server": f"open('/proc/{pid}/environ').read()",
        "end another server": f"import os; os.kill({pid}, 9)",
        "become somebody else": f"import os; os.setuid({number})",
        "leave one's share of the memory": "open('/sys/fs/cgroup/memory/cgroup.procs', 'w')"
        if (hub.limits.control_groups().name == "memory")
        else "open('/sys/fs/cgroup/cgroup.procs', 'w')",
        "change the programs": f"open('{FOLDER}/programs/bin/x', 'w')",
        "change the lesson of all": f"open('{FOLDER}/lesson/x', 'w')",
    }
    for what, code in attempts.items():
        [(error, text)] = await one.run(one.kernel, code)
        expect(f"{one.name} cannot {what}", error == "PermissionError", (error, text))
    [(_, supported)] = await one.run(one.kernel, "print(get_ipython().kernel.kernel_info['supported_features'])")
    expect("no kernel opens a port for a debugger", "debugger" not in supported, supported)
    answer = one.browser.get(f"{other.base}/api/contents/{NOTEBOOK}", timeout=60)
    expect("the web refuses, too", answer.status_code in (403, 404), answer.status_code)
    thief = Learner(other.name, "another password")
    expect("the word of the room opens nobody's files", "not the password" in (said := thief.log_in(WORD)), said)
    expect("nobody comes in without the word", "word of the room" in (said := Learner("stranger").log_in()), said)
    expect("nor with a wrong one", "not the word" in (said := Learner("stranger").log_in("axon")), said)
    expect("nobody takes the instructor's name", "not the word" in (said := Learner("instructor").log_in(WORD)), said)
    expect("a name cannot leave its folder", "A name has" in (said := Learner("../root").log_in(WORD)), said)


async def memory_runs_out(one: Learner, other: Learner) -> None:
    """A notebook that wants too much gets an error; notebooks that take too much together lose a kernel; nobody else notices."""
    await other.run(other.kernel, "kept = 42")
    [(error, text)] = await one.run(one.kernel, "import numpy as np; np.ones(500_000_000)")
    expect("4 GB at once: an error that names the cause", "MemoryError" in error and "allocate" in text, (error, text))
    [(error, text)] = await one.run(one.kernel, "print(1 + 1)")
    expect("and the kernel lives", (error, text) == ("", "2\n"), (error, text))
    second = one.open_kernel("deep-learning/learner/03-monitor-the-model.ipynb")
    await one.run(second, "import numpy as np; taken = np.ones(130_000_000)")
    ran = await one.run(one.kernel, "more = np.ones(100_000_000)", "more = np.ones(100_000_000)")
    dead = ran[-1][0] == "dead"
    victim = one.kernel if dead else second
    await asyncio.sleep(10)
    [(error, text)] = await one.run(victim, "print('here again')")
    expect("2 GB in two notebooks: one kernel ends", "here again" in text and "more than 2 GB" in text, (error, text))
    print("\n".join(f"    | {line}" for line in text.splitlines()))
    [(error, text)] = await one.run(victim, "print('here again')")
    expect("and says so once", text == "here again\n", text)
    [(error, text)] = await other.run(other.kernel, "print(kept)")
    expect(f"{other.name} notices nothing", text == "42\n", (error, text))
    one.call("DELETE", f"kernels/{second}")


async def kernel_dies(one: Learner) -> None:
    """A kernel that dies comes back, and its notebook is as it was."""
    before = one.call("GET", f"contents/{NOTEBOOK}").json()["content"]
    [(error, _)] = await one.run(one.kernel, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    expect("a kernel dies", error == "dead", error)
    await asyncio.sleep(10)
    [(error, text)] = await one.run(one.kernel, "print('alive')")
    expect("and is there again, without a wrong message", text == "alive\n", (error, text))
    expect("with its notebook", one.call("GET", f"contents/{NOTEBOOK}").json()["content"] == before)


async def hub_restarts(first: Hub, one: Learner) -> Hub:
    """The hub crashes and comes back: servers and kernels keep running, and nobody logs in again."""
    await one.run(one.kernel, "kept = 'before the crash'")
    servers = server_processes(one.name)
    first.crash()
    [(error, text)] = await one.run(one.kernel, "print(kept)")
    expect("without the hub, notebooks go on", text == "before the crash\n", (error, text))
    second = await asyncio.to_thread(Hub(**first.variables).wait)
    [(error, text)] = await one.run(one.kernel, "print(kept)")
    expect("the hub is back: the same kernel, the same variables", text == "before the crash\n", (error, text))
    expect("the same processes", set(servers) <= set(server_processes(one.name)))
    answer = one.browser.get(f"{one.base}/lab", timeout=60)
    expect("and nobody logs in again", answer.ok and answer.url.startswith(f"{one.base}/lab"), answer.url)
    return second


async def second_log_in(one: Learner) -> None:
    """What a person has changed stays; what they have deleted comes back."""
    model = one.call("GET", f"contents/{NOTEBOOK}").json()
    model["content"]["cells"].insert(0, {"cell_type": "markdown", "metadata": {}, "source": "My own words"})
    one.call("PUT", f"contents/{NOTEBOOK}", json=model).raise_for_status()
    one.call("DELETE", "contents/deep-learning/learner/08-outlook.ipynb").raise_for_status()
    await asyncio.to_thread(one.close_server)
    expect("no process is left of a stopped server", not server_processes(one.name), server_processes(one.name))
    again = Learner(one.name)
    expect("the second log-in needs no word", (said := again.log_in()) == "", said)
    await asyncio.to_thread(again.open_server)
    cells = again.call("GET", f"contents/{NOTEBOOK}").json()["content"]["cells"]
    expect("an edited notebook stays as it is", cells[0]["source"] == "My own words", cells[0])
    expect("a deleted one is there again", again.call("GET", "contents/deep-learning/learner/08-outlook.ipynb").ok)


async def culling(first: Hub, one: Learner) -> None:
    """With half a minute in place of two hours: the server of somebody who has gone is stopped."""
    first.crash()
    await asyncio.to_thread(Hub(**(first.variables | {"HUB_IDLE": "30"})).wait)
    expect("a server runs", bool(server_processes(one.name)))
    end = time.monotonic() + PATIENCE
    while server_processes(one.name) and time.monotonic() < end:
        await asyncio.sleep(3)
    expect("nobody uses it, so it is stopped", not server_processes(one.name))
    expect("the files stay", (FOLDER / "homes" / one.name / NOTEBOOK).exists())


async def everything() -> None:
    """Measure, then break."""
    first = await asyncio.to_thread(Hub(HUB_LEARNERS=str(LEARNERS)).wait)
    learners = [Learner(f"learner-{at + 1}") for at in range(LEARNERS)]
    await load(learners)
    one, other = learners[0], learners[-1]
    refused = Learner("one-too-many")
    refused.log_in(WORD)
    answer = refused.browser.get(f"{ADDRESS}/hub/spawn/{refused.name}", timeout=60)
    expect("who finds no room is told", answer.status_code == 429, answer.status_code)
    for learner in learners[1:-1]:
        await asyncio.to_thread(learner.close_server)
    await privacy(one, other)
    await memory_runs_out(one, other)
    await kernel_dies(one)
    second = await hub_restarts(first, one)
    await second_log_in(one)
    await culling(second, one)


def main() -> int:
    """Set up with the network, then run without it; return the exit code."""
    if sys.argv[1:] != ["without-network"]:
        FOLDER.mkdir(mode=0o755, exist_ok=True)
        hub.stop(FOLDER)
        for name in ("homes", "state", "run", "log"):
            place = FOLDER / name
            place.unlink() if place.is_file() else shutil.rmtree(place, ignore_errors=True)
        hub.install(FOLDER)
        inside = f"ip link set lo up && exec {sys.executable} -m elsewhere.hub_load without-network"
        return subprocess.run(["unshare", "--net", "sh", "-c", inside], cwd=ROOT).returncode
    try:
        asyncio.run(everything())
        log = (FOLDER / "log").read_text()
        unknown = [line for line in log.splitlines() if "not recognized" in line]
        expect("JupyterHub knows every setting", not unknown, unknown)
    finally:
        hub.stop(FOLDER)
    return 0


if __name__ == "__main__":
    sys.exit(main())
