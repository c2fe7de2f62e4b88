"""Drive Debian's Firefox: playwright needs browsers of its own making, and this one speaks Marionette, its plain remote protocol.

Commands are those of WebDriver (https://www.w3.org/TR/webdriver2/), as JSON with its length in front, over a local socket.
"""

from __future__ import annotations

import base64
import contextlib
import json
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key under which WebDriver hands over an element
BINARY = shutil.which("firefox-esr") or shutil.which("firefox")
SETTINGS = {
    "marionette.port": 0,  # any free port; the profile then says which
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "browser.startup.page": 0,
}


class PageLeft(RuntimeError):
    """A script had no end, because another page came."""


class Firefox:
    """A window of Firefox without a screen, in a fresh profile; use it in `with`.

    Args:
        width: of the window in pixels
        height: of the window in pixels
        seconds: how long the start and one command may take
    """

    def __init__(self, width: int = 1280, height: int = 900, seconds: float = 120):
        self.size, self.seconds, self.number = (width, height), seconds, 0

    def __enter__(self) -> Firefox:
        self.profile = tempfile.TemporaryDirectory(prefix="firefox-", ignore_cleanup_errors=True)
        folder = Path(self.profile.name)
        lines = [f"user_pref({json.dumps(key)}, {json.dumps(value)});" for key, value in SETTINGS.items()]
        (folder / "user.js").write_text("\n".join(lines), encoding="utf-8")
        assert BINARY, "no Firefox here"
        command = [BINARY, "--headless", "--no-remote", "--marionette", "--profile", str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self.socket = self.connected(folder / "MarionetteActivePort")
            self.stream = self.socket.makefile("rb")
            self.read()  # who it is
            self.command("WebDriver:NewSession", {"acceptInsecureCerts": False})
            timeouts = {"script": int(self.seconds * 1000), "pageLoad": int(self.seconds * 1000)}
            self.command("WebDriver:SetTimeouts", timeouts)
            self.command("WebDriver:SetWindowRect", {"width": self.size[0], "height": self.size[1]})
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.profile.cleanup()

    def connected(self, port: Path) -> socket.socket:
        """Return the connection to the port that a file names, once Firefox has written it.

        Raises:
            TimeoutError: Firefox did not start in time.
        """
        end = time.monotonic() + self.seconds
        while time.monotonic() < end and self.process.poll() is None:
            if port.exists() and (number := port.read_text().strip()):
                return socket.create_connection(("127.0.0.1", int(number)), timeout=self.seconds + 10)
            time.sleep(0.1)
        raise TimeoutError("Firefox did not start")

    def read(self) -> list | dict:
        """Return the next message."""
        length = b""
        while (sign := self.stream.read(1)) != b":":
            if not sign:
                raise ConnectionError("Firefox has closed the connection")
            length += sign
        return json.loads(self.stream.read(int(length)))

    def command(self, name: str, parameters: dict | None = None) -> dict:
        """Give one command of WebDriver and return its result.

        Raises:
            RuntimeError: Firefox refuses it, or a script in it fails.
        """
        self.number += 1
        message = json.dumps([0, self.number, name, parameters or {}]).encode()
        self.socket.sendall(f"{len(message)}:".encode() + message)
        _, _, error, result = self.read()
        if error:
            raise RuntimeError(f"{name}: {error['message']}")
        return result

    def open(self, address: str) -> None:
        """Open a page and wait until it is loaded.

        Between a server and a folder Firefox changes to another process, and for a moment the last page still answers.
        """
        self.command("WebDriver:Navigate", {"url": address})
        self.wait("document.readyState === 'complete' && document.URL === arguments[0]", address)

    def run(self, script: str, *arguments: object) -> object:
        """Return what the body of an asynchronous function returns in the page; `arguments` are the values handed over."""
        wrapped = (
            "const done = arguments[arguments.length - 1], given = [...arguments].slice(0, -1);"
            f"(async function () {{ {script} }}).apply(null, given).then((value) => done({{ value }}), (error) => done({{ error: String(error) }}));"
        )
        # Without the sandbox of Marionette, so that a script sees what the page's own scripts have made.
        given = {"script": wrapped, "args": list(arguments), "sandbox": None, "newSandbox": False}
        found = self.command("WebDriver:ExecuteAsyncScript", given)["value"]
        if found is None:
            raise PageLeft("another page came while the script ran")
        if "error" in found:
            raise RuntimeError(found["error"])
        return found.get("value")

    def wait(self, condition: str, *arguments: object) -> None:
        """Wait until an expression of JavaScript is true in the page.

        Raises:
            TimeoutError: it does not become true in time.
        """
        end = time.monotonic() + self.seconds
        while time.monotonic() < end:
            with contextlib.suppress(PageLeft):
                if self.run(f"return Boolean({condition});", *arguments):
                    return
            time.sleep(0.1)
        raise TimeoutError(f"not true in time: {condition}")

    def element(self, selector: str) -> str:
        """Return the identity of the first element that fits a selector of CSS."""
        return self.command("WebDriver:FindElement", {"using": "css selector", "value": selector})["value"][ELEMENT]

    def click(self, selector: str) -> None:
        """Click an element as people do: where it is, and only if nothing covers it."""
        self.command("WebDriver:ElementClick", {"id": self.element(selector)})

    def type(self, selector: str, text: str) -> None:
        """Type into an element."""
        self.command("WebDriver:ElementSendKeys", {"id": self.element(selector), "text": text})

    def screenshot(self, path: Path) -> None:
        """Write a picture of the window."""
        shown = self.command("WebDriver:TakeScreenshot", {"full": False})["value"]
        path.write_bytes(base64.b64decode(shown))
