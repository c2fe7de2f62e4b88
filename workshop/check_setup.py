"""Check that a computer is ready for the lesson "Introduction to deep learning".

Run it with the Python that has the packages, in the folder of the lesson:

    .venv/bin/python check_setup.py          on Linux and macOS
    .venv\\Scripts\\python check_setup.py     on Windows

It changes nothing and needs no network.
"""
# Old Pythons must be able to read this file: that is how they learn that they are too old.
# The build fills in what stands in double braces.

import contextlib
import importlib.util
import os
import re
import sys

OLDEST, NEWEST = "{{ python_oldest }}", "{{ python_newest }}"
# What Keras computes with: another one where people chose it, because TensorFlow does not exist for their computer.
BACKEND = os.environ.get("KERAS_BACKEND") or "tensorflow"
OTHER_BACKENDS = ("jax", "torch")
REQUIREMENTS = [
    BACKEND if requirement.startswith("tensorflow>=") else requirement
    for requirement in "{{ install_requirements }}".split()
]
MODULES = {"scikit-learn": "sklearn"}  # where the module is not called like the package
HEAD = "                    found        needed"
# What a computer needs for JupyterLab, a browser and two notebooks: each running one takes up to 0.9 GB.
MEMORY = 4  # GB
READY = "Everything works: you are ready for the lesson."


def numbers(version):
    """Return a version as a tuple of three numbers, such as (2, 17, 0)."""
    found = [int(number) for number in re.findall(r"\d+", version)[:3]]
    return tuple(found + [0] * (3 - len(found)))


def line(good, name, found, needed=""):
    """Return one line of the report."""
    return f"  {'ok' if good else '!!'}  {name:13} {found:12} {needed}".rstrip()


def check_python(found, bits):
    """Return whether a Python of this version and width can run the lesson, and the line that says so.

    Other backends than TensorFlow are ready for a new Python earlier.
    """
    waits = BACKEND == "tensorflow"
    good = numbers(OLDEST)[:2] <= numbers(found)[:2] and bits == 64
    good = good and (not waits or numbers(found)[:2] <= numbers(NEWEST)[:2])
    range_ = f"{OLDEST} to {NEWEST}" if waits else f"{OLDEST} or later"
    return good, line(good, "Python", found if bits == 64 else f"{found}, 32 bit", f"{range_}, 64 bit")


def check_version(requirement, found):
    """Return whether a package is new enough, and the line that says so; `found` is a version, "missing" or "fails"."""
    name, _, oldest = requirement.partition(">=")
    good = numbers(found) >= numbers(oldest) if oldest else found not in ("missing", "fails")
    return good, line(good, name, found, f"{oldest} or later" if oldest else "any version")


def check_trained(wrong):
    """Return the line about the training; `wrong` is what went wrong, or None."""
    return line(wrong is None, "training", "fails" if wrong else "works", "a small network learns")


def check_memory(found):
    """Return whether the memory is enough, and the line that says so; `found` is in GB, or None where it is not known."""
    good = found is None or found > 0.9 * MEMORY  # what the system keeps for itself is missing
    return good, line(good, "memory", "enough" if good else f"{found:.1f} GB", f"{MEMORY} GB or more")


def memory():
    """Return the memory of this computer in GB, or None where it does not tell."""
    try:
        if os.name != "nt":
            return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
        import ctypes

        kilobytes = ctypes.c_ulonglong()
        ctypes.windll.kernel32.GetPhysicallyInstalledSystemMemory(ctypes.byref(kilobytes))
        return kilobytes.value / 1e6 or None
    except (AttributeError, ImportError, OSError, ValueError):
        return None


@contextlib.contextmanager
def quiet():
    """Silence hints of TensorFlow that look like errors; it writes them past Python."""
    sys.stderr.flush()
    real, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(real, 2)
        os.close(real)
        os.close(nowhere)


def learn():
    """Let one neuron learn to double a number and add 1; return what it makes of 3."""
    import keras
    import numpy

    keras.utils.set_random_seed(1)
    inputs = numpy.linspace(-1, 1, 40).reshape(-1, 1)
    network = keras.Sequential([keras.Input(shape=(1,)), keras.layers.Dense(1)])
    network.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse")
    network.fit(inputs, 2 * inputs + 1, batch_size=4, epochs=20, verbose=0)
    return float(network.predict(numpy.array([[3.0]]), verbose=0)[0, 0])


def check_training():
    """Train for about a second; return what goes wrong, or None."""
    try:
        import keras

        if keras.backend.backend() != BACKEND:
            path = os.path.join(os.path.expanduser("~"), ".keras", "keras.json")
            return f'Keras uses {keras.backend.backend()} instead of {BACKEND}. Write "{BACKEND}" behind "backend" in {path}'
        answer = learn()
        return (
            None
            if abs(answer - 7) < 0.1
            else f"one neuron learned to double and add 1, but makes {answer:.2f} of 3 instead of 7"
        )
    except Exception as error:  # whatever a broken installation raises
        return f"{type(error).__name__}: {error}"


def find(requirement):
    """Import a package; return its version, "missing" or "fails", and what went wrong, or None."""
    name = requirement.split(">=")[0]
    try:
        return importlib.import_module(MODULES.get(name, name)).__version__, None
    except ModuleNotFoundError as error:
        if error.name == MODULES.get(name, name):
            return "missing", None
        return "fails", f"{name} cannot be loaded: {error}"
    except Exception as error:  # whatever a broken installation raises
        return "fails", f"{name} cannot be loaded: {type(error).__name__}: {error}"


def forgotten_backend():
    """Return how to tell Keras of a backend that is installed instead of TensorFlow, or None."""
    if os.environ.get("KERAS_BACKEND") or importlib.util.find_spec("tensorflow"):
        return None
    for backend in OTHER_BACKENDS:
        if importlib.util.find_spec(backend):
            command = "set" if os.name == "nt" else "export"
            return (
                f"Keras takes TensorFlow unless you tell it that you have {backend}. Copy this line into the same\n"
                f"terminal, and into each new one before you start JupyterLab:\n\n{command} KERAS_BACKEND={backend}"
            )
    return None


def python():
    """Return what to type for the Python that runs this check, as short as it may be."""
    path = sys.executable
    with contextlib.suppress(ValueError):  # another drive of Windows
        path = min(path, os.path.relpath(path), key=len)
    return f'"{path}"' if " " in path else path


def to_do(steps):
    """Print what to do and return the exit code."""
    print(f"\nNot ready yet. This check ran with {sys.executable}.\nWhat to do:")
    for at, step in enumerate(steps, 1):
        print(f"\n  {at}. " + step.replace("\n", "\n     "))
    print('\nThen run this check again. If that does not help, look at "When something fails" on the')
    print("set-up page of the lesson, or send everything that stands here to your instructor.")
    return 1


def main():
    """Print the report; return 0 where all is well, else 1."""
    if hasattr(sys.stdout, "reconfigure"):
        # Consoles differ in the letters they know; the name of a folder must not stop the report.
        sys.stdout.reconfigure(errors="replace")
    print("Is this computer ready for the lesson? This may take a minute.\n")
    print(HEAD)
    good, said = check_python(".".join(map(str, sys.version_info[:3])), 64 if sys.maxsize > 2**32 else 32)
    print(said, flush=True)
    forgotten = forgotten_backend()
    if forgotten:
        return to_do([forgotten])
    if not good:
        return to_do([
            f"Install a 64-bit Python {OLDEST} to {NEWEST} from https://www.python.org/downloads/\n"
            "and create the environment again with it, as the set-up page shows.\n"
            'If you cannot: the part "Without TensorFlow" of that page shows what works instead.'
        ])

    enough, said = check_memory(memory())
    print(said, flush=True)
    wanting, broken = [], []
    for requirement in REQUIREMENTS:
        with quiet():
            found, wrong = find(requirement)
        good, said = check_version(requirement, found)
        print(said, flush=True)
        if wrong:
            broken.append(wrong)
        elif not good:
            wanting.append(requirement)
    if not wanting and not broken:
        with quiet():
            wrong = check_training()
        print(check_trained(wrong))
        broken += [wrong] if wrong else []

    steps = []
    if (wanting or broken) and sys.prefix == sys.base_prefix and "CONDA_PREFIX" not in os.environ:
        steps.append(
            "This was not the Python of the lesson. If you have created the environment, run this check\n"
            "again with its Python, in the folder of the lesson, before you do anything else:\n\n"
            + os.path.join(".venv", "Scripts" if os.name == "nt" else "bin", "python")
            + " check_setup.py"
        )
    if wanting:
        broken = []  # what does not load may need what is missing
        arguments = " ".join(f'"{requirement}"' for requirement in wanting)
        steps.append(
            f"Packages are missing or too old. Copy this line into the same terminal:\n\n{python()} -m pip install {arguments}"
        )
    steps += broken
    if not enough:
        steps.append(
            "This computer has little memory, and each running notebook takes up to 0.9 GB. Run one notebook\n"
            "at a time: in JupyterLab, choose Kernel, then Shut Down All Kernels, before you open the next one.\n"
            "Close other programs, or use the cloud option of the set-up page."
        )
    if steps:
        return to_do(steps)
    print(f"\n{READY}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
