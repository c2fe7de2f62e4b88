/* Runs in a worker behind Pyodide's own two scripts, so that a loop without end stops no page.
   It gets Python's files first, then code with what to check; it sends what the code prints, and what the check says. */
(function () {
  "use strict";
  const OFTEN = 100; // milliseconds between two pieces of output
  const MOST = 20000; // signs of output; a loop without end prints more than a page can show
  const NOWHERE = "https://pyodide.invalid/";
  let files = {};
  let python, machinery;

  /* Pyodide asks for its files with `fetch`; nothing else is to be had, from nowhere. */
  self.fetch = async (request) => {
    const name = String(request.url || request)
      .split("/")
      .pop();
    if (!(name in files)) throw new TypeError(`${name} is not in this page, which uses no network`);
    return new Response(files[name], { headers: { "Content-Type": name.endsWith(".wasm") ? "application/wasm" : "" } });
  };

  let printed = "";
  let sent = 0;
  let last = 0;
  function send() {
    const rest = Math.max(0, MOST - sent);
    if (printed && rest) {
      const end = printed.length > rest ? "\n(and more, which is left out)\n" : "";
      postMessage({ printed: printed.slice(0, rest) + end });
    }
    sent += printed.length;
    printed = "";
    last = performance.now();
  }
  function printer() {
    const decoder = new TextDecoder();
    return {
      write(bytes) {
        if (sent <= MOST) printed += decoder.decode(bytes, { stream: true });
        if (performance.now() - last > OFTEN) send();
        return bytes.length;
      },
    };
  }

  async function start(given) {
    files = given.files;
    python = await self.loadPyodide({
      indexURL: NOWHERE,
      packageBaseUrl: NOWHERE,
      createPyodideModule: self._createPyodideModule,
      lockFileContents: await files["pyodide-lock.json"].text(),
    });
    machinery = python.toPy({ __name__: "judge" });
    python.runPython(given.judge, { globals: machinery });
    python.setStdin({ error: true });
    postMessage({ ready: python.version });
  }

  /* Once for this worker; its script has come with code that imports it. */
  async function installNumPy({ name, content }) {
    files[name] = content;
    const failed = [];
    await python.loadPackage("numpy", { messageCallback: () => {}, errorCallback: (words) => failed.push(words) });
    if (failed.length) throw new Error(`NumPy cannot be installed: ${failed.join(" ")}`);
  }

  async function run({ code, check, numpy }) {
    if (numpy && !python.loadedPackages.numpy) await installNumPy(numpy);
    sent = 0;
    python.setStdout(printer());
    python.setStderr(printer());
    machinery.set("code", code);
    machinery.set("check", JSON.stringify(check));
    const told = python.runPython("told = json.dumps(judge(code, json.loads(check))); sys.stdout.flush(); told", {
      globals: machinery,
    });
    send();
    postMessage({ told: JSON.parse(told) });
  }

  self.onmessage = async ({ data }) => {
    try {
      if (data.files) await start(data);
      else await run(data);
    } catch (error) {
      postMessage({ failed: String(error.message || error) });
    }
  };
})();
