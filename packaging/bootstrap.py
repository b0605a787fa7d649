"""From a fresh checkout to a running Walkdown: `python3 packaging/bootstrap.py`.

Without arguments it makes `.venv`, installs the program in it and opens the practice site.
`test` runs every check instead. Other arguments are handed to `walkdown`. Standard library only;
the syntax stays readable to older Pythons, so that they can say what they are missing.
"""

import sys

OLDEST = (3, 11)


def too_old(major: int, minor: int) -> str:
    """Return what to tell the user of this Python version; nothing where it is new enough."""
    if (major, minor) >= OLDEST:
        return ""
    return f"Walkdown needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {major}.{minor}."


if too_old(*sys.version_info[:2]):
    sys.exit(too_old(*sys.version_info[:2]))

import hashlib  # noqa: E402 - nothing else may run before the version is known
import os  # noqa: E402
import shutil  # noqa: E402
import subprocess  # noqa: E402
import venv  # noqa: E402
from pathlib import Path  # noqa: E402

import gate  # noqa: E402
import system  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
TOUR = Path("out", "tour")
# Raised when what this file installs changes though pyproject.toml did not.
RECIPE = "1"
RUN, TEST = "run", "test"


def stamp(pyproject: bytes, major: int, minor: int, recipe: str = RECIPE) -> str:
    """Return the fingerprint of an installation: same text, nothing to install again."""
    digest = hashlib.sha256(pyproject)
    digest.update(f"\0{major}.{minor}\0{recipe}".encode())
    return digest.hexdigest()


def stamp_file(environment: Path, kind: str) -> Path:
    """Return where the stamp of this kind of installation is kept."""
    return environment / f"walkdown-{kind}.stamp"


def unfinished(environment: Path) -> Path:
    """Return the marker that lies in the environment while something is being installed."""
    return environment / "walkdown-unfinished"


def python_in(environment: Path) -> Path:
    """Return the environment's interpreter."""
    if sys.platform == "win32":
        return environment / "Scripts" / "python.exe"
    return environment / "bin" / "python"


def is_fresh(environment: Path, kind: str, wanted: str) -> bool:
    """Whether this kind of installation is complete and made from the same recipe."""
    if unfinished(environment).exists() or not python_in(environment).exists():
        return False
    try:
        return stamp_file(environment, kind).read_text(encoding="ascii") == wanted
    except (OSError, UnicodeDecodeError):
        return False


def is_usable(environment: Path) -> bool:
    """Whether packages can be added to this environment instead of making a new one."""
    if unfinished(environment).exists() or not python_in(environment).exists():
        return False
    probe = "import pip, sys; print(*sys.version_info[:2])"
    answer = subprocess.run(  # noqa: S603 - the environment's own interpreter
        [python_in(environment), "-c", probe], capture_output=True, text=True, check=False
    )
    return answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def make_environment(environment: Path) -> None:
    """Make an empty environment, in place of whatever lies there."""
    system.provide_venv()
    print(f"Making a Python environment in {environment.name} ...", flush=True)
    if environment.is_symlink():
        environment.unlink()
    elif environment.exists():
        shutil.rmtree(environment)
    environment.mkdir()
    unfinished(environment).touch()
    try:
        venv.EnvBuilder(with_pip=True, symlinks=os.name != "nt").create(environment)
    except subprocess.CalledProcessError as error:
        sys.exit(f"The Python environment could not be made: {error}")


def install(environment: Path, kind: str, wanted: str) -> None:
    """Install the checkout, editable, into the environment and stamp it.

    The marker is taken away only at the end, so an interrupted run is made anew by the next one.
    """
    target = f"{ROOT}[test]" if kind == TEST else str(ROOT)
    unfinished(environment).touch()
    print("Installing Walkdown and what it needs (minutes, the first time) ...", flush=True)
    pip = [str(python_in(environment)), "-m", "pip", "--disable-pip-version-check", "-qq"]
    done = subprocess.run(  # noqa: S603 - the environment's own pip
        [*pip, "install", "--no-input", "--prefer-binary", "--editable", target],
        env=dict(os.environ, PIP_ROOT_USER_ACTION="ignore"),
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        sys.exit("The installation failed; pip's own words are above. Start again to retry.")
    for made in {RUN, kind}:
        stamp_file(environment, made).write_text(wanted, encoding="ascii")
    unfinished(environment).unlink()


def prepare(kind: str) -> Path:
    """Return an interpreter with this kind of installation, made now where it is not there yet."""
    wanted = stamp((ROOT / "pyproject.toml").read_bytes(), *sys.version_info[:2])
    if not is_fresh(ENVIRONMENT, kind, wanted):
        if not is_usable(ENVIRONMENT):
            make_environment(ENVIRONMENT)
        install(ENVIRONMENT, kind, wanted)
    system.provide_qt()
    return python_in(ENVIRONMENT)


def walkdown(python: Path, arguments: list[str]) -> int:
    """Run the program with the arguments; without any, show the practice site.

    Where no window can be shown the tour of it is drawn as pictures instead.
    """
    environ = dict(os.environ)
    tour = not arguments and not system.has_display(environ, sys.platform)
    if tour:
        print("There is no display here, so the tour is drawn as pictures instead.", flush=True)
        environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        arguments = ["tour", "--out", str(TOUR)]
    done = subprocess.run(  # noqa: S603 - our own program
        [python, "-m", "walkdown", *(arguments or ["--practice"])],
        cwd=ROOT,
        env=environ,
        check=False,
    )
    if tour and not done.returncode:
        print(f"The pictures are in {ROOT / TOUR}", flush=True)
    return done.returncode


def main(arguments: list[str]) -> int:
    """Prepare the environment, then run the checks or the program; return the exit status."""
    if arguments[:1] == [TEST]:
        return gate.run(prepare(TEST), ROOT, arguments[1:])
    return walkdown(prepare(RUN), arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
