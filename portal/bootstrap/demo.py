"""`make demo`: the whole portal on this machine, with an invented province to try it on."""

import contextlib
import fcntl
import json
import os
import shlex
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from . import assets, environment, outside, packages
from .places import LOCAL, PYTHON, ROOT, Trouble, data_home, forget, own_folder, server_home, socket_folder
from .services import SAFE, start_services
from .stamps import Stamp, key_of
from .supervisor import Service, Supervisor

APPS = ("portal", "procedures", "dossiers", "payments", "feedback", "archive")
PROFILES = ("quang-ninh", "dak-lak", "soc-trang", "ha-giang", "hau-giang")

# What fills the database, in order: the command of manage.py, its words, and which files it depends on.
# Each must be repeatable; one whose files have not changed since it last ended well is skipped.
STEPS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("migrate", ("--noinput", "-v", "0"), ("**/migrations/*.py",)),
    (
        "load_province",
        ("--profile", "{profile}", "--demo"),
        ("**/data/**/*", "**/loading/*.py", "**/packages/*.json", "**/commands/load_province.py"),
    ),
    ("load_demo", (), ("**/data/**/*", "**/commands/load_demo.py", "**/demo/**/*.py")),
    ("load_certificates", (), ("**/commands/load_certificates.py", "**/sandbox/authority.py")),
)


def prepare(wanted: tuple[str, ...], lock: Path) -> None:
    """Bring the machine to where the portal can run. Says only what it really did."""
    own_folder(LOCAL)
    with held("prepare", wait=True):
        for done, words in (
            (lambda: packages.ensure(wanted), "Debian packages"),
            (lambda: environment.ensure(lock), "Python packages"),
            (lambda: assets.ensure(PYTHON, lock=environment.RUNTIME), "fonts, translations, static files"),
        ):
            begun = time.monotonic()
            if done():
                print(f"prepared {words} ({time.monotonic() - begun:.0f} s)", flush=True)


@contextlib.contextmanager
def held(name: str, *, wait: bool = False) -> Iterator[None]:
    """Hold a lock of this checkout. Raises Trouble with the number of the process that holds it, or waits for it."""
    with (LOCAL / f"{name}.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            lock.seek(0)
            raise Trouble(f"It is running already (process {lock.read().strip()}).") from None
        lock.seek(0)
        lock.truncate()
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def profile() -> str:
    """The province chosen with PROFILE=. Raises Trouble for one that there is no profile of."""
    name = os.environ.get("PROFILE") or PROFILES[0]
    if name not in PROFILES:
        raise Trouble(f"PROFILE={name} is not known; there are {', '.join(PROFILES)}.")
    return name


def free_port(wanted: str | None) -> int:
    """The port asked for, or the first free one from 8000 on."""
    candidates = [int(wanted)] if wanted else range(8000, 8050)
    for port in candidates:
        with contextlib.closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((outside.host(), port))
                return port
    raise Trouble(f"Port {candidates[0]} is taken. Choose another: make demo PORT=8080")


def demo() -> int:
    """Prepare, start, load, say where it is, and stay until Ctrl-C."""
    begun = time.monotonic()
    prepare(packages.PORTAL, environment.RUNTIME)
    name = profile()
    local = LOCAL / name
    local.mkdir(mode=0o700, exist_ok=True)
    with held("demo"), Supervisor(LOCAL / "logs") as supervisor:
        print(f"logs: {supervisor.logs}", flush=True)
        env = addresses(supervisor, name, local)
        there = fill(supervisor, env, name)
        start_portal(supervisor, env, {} if there else {"outside": outside.words(env)})
        wait_for_portal(supervisor, env)
        with known_to_others(env):
            announce(env, local, time.monotonic() - begun)
            supervisor.watch()
            print("\nstopping", flush=True)
    return 0


def addresses(supervisor: Supervisor, name: str, local: Path) -> dict[str, str]:
    """Start the services and put together the environment that every process of the portal gets."""
    port = free_port(os.environ.get("PORT"))
    started = start_services(
        supervisor,
        home=server_home("demo"),
        run=socket_folder("demo"),
        settings=SAFE,
        database="motcua_" + name.replace("-", "_"),
    )
    metrics = local / "metrics"
    metrics.mkdir(exist_ok=True)
    for old in metrics.glob("*.db"):
        old.unlink()
    env = {
        **started,
        "LOCAL_DIR": str(local),
        "PROFILE": name,
        "DEMO": "1",
        "PORT": str(port),
        "HOST": outside.host(),
        "PROMETHEUS_MULTIPROC_DIR": str(metrics),
    }
    if outside.host() != "127.0.0.1":
        env["ALLOWED_HOSTS"] = "*"
    env["SITE_URL"] = os.environ.get("SITE_URL") or f"http://localhost:{port}"
    if "VNPAY_URL" not in os.environ:
        env |= outside.sandbox_of_money(local)
    if "POPULATION_URL" not in os.environ:
        env |= outside.sandbox_of_registers()
    if "TSA_URL" not in os.environ:
        env |= outside.sandbox_of_trust(local)
    env["EMAIL_URL"] = os.environ.get("EMAIL_URL") or f"smtp://127.0.0.1:{outside.any_port()}"
    return env


def start_outside(supervisor: Supervisor, env: dict[str, str]) -> None:
    """By themselves, for what fills the database: the demo's certificates come from them."""
    if words := outside.words(env):
        supervisor.start(Service(name="outside", command=[str(PYTHON), "-m", *words], env=env))


def wait_for_trust(supervisor: Supervisor, env: dict[str, str]) -> None:
    """What fills the database asks the signing stand-in for certificates."""
    if port := env.get("TRUST_PORT"):
        supervisor.wait_for(lambda: answers(int(port)), what="The signing stand-in", seconds=60, pause=0.2)


def answers(port: int) -> bool:
    with contextlib.closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def fill(supervisor: Supervisor, env: dict[str, str], name: str) -> bool:
    """Bring the database up to date and load the province, doing only what has changed. False when nothing had; else
    the stand-ins run from then on."""
    commands = {path.stem for path in ROOT.glob("*/management/commands/*.py")}
    commands |= {path.stem for path in ROOT.glob("portal/*/management/commands/*.py")} | {"migrate"}
    redone = False
    for command, words, patterns in STEPS:
        if command not in commands:
            continue
        files = [path for app in APPS for pattern in patterns for path in (ROOT / app).glob(pattern)]
        files = [path for path in files if "__pycache__" not in path.parts]
        stamp, key = Stamp(data_home() / "demo" / "stamps" / name / command), key_of(files)
        own = "DATABASE_URL" not in os.environ
        if own and stamp.fits(key) and not redone:
            continue
        if not redone:
            start_outside(supervisor, env)
            wait_for_trust(supervisor, env)
        begun, redone = time.monotonic(), True
        stamp.drop()
        spoken = [word.format(profile=name) for word in words]
        supervisor.run([str(PYTHON), "manage.py", command, *spoken], env=env, log=command)
        stamp.put(key)
        print(f"{command} ({time.monotonic() - begun:.0f} s)", flush=True)
    return redone


def start_portal(supervisor: Supervisor, env: dict[str, str], also: dict[str, list[str]]) -> None:
    """Web, two workers, one with beat in it, and the mail box, forked from one start of Python (portal/together.py)."""
    parts = {name: words for name, words in also.items() if words}
    if "EMAIL_URL" not in os.environ:
        port = env["EMAIL_URL"].rpartition(":")[2]
        parts["mail"] = ["portal.notifications.sink", port, str(Path(env["LOCAL_DIR"]) / "mail")]
    bind = f"{outside.host()}:{env['PORT']}"
    parts["web"] = ["gunicorn", "-c", "python:portal.server", "-b", bind, "portal.wsgi"]
    beat = ["--beat", "--schedule", str(Path(env["LOCAL_DIR"]) / "beat")]
    for name, queue, more in (
        ("worker", "celery,awaited,later", ["--concurrency", "2", *beat]),
        ("drawer", "drawing,later", ["--concurrency", "1"]),
    ):
        worker = [
            "celery",
            "-A",
            "portal",
            "worker",
            "--loglevel",
            "INFO",
            "--without-mingle",
            "--without-gossip",
        ]
        parts[name] = [*worker, "-Q", queue, "-n", f"{name}@%h", *more]
    told = [f"{name}={shlex.join(words)}" for name, words in parts.items()]
    command = [str(PYTHON), "-m", "portal.together", str(supervisor.logs), *told]
    supervisor.start(Service(name="portal", command=command, env=env))


def wait_for_portal(supervisor: Supervisor, env: dict[str, str]) -> None:
    """Until it finds nothing missing."""
    answer = ["no answer yet"]
    try:
        supervisor.wait_for(lambda: ready(env, answer), what="The portal", seconds=180, pause=0.1)
    except Trouble as trouble:
        raise Trouble(f"{trouble}\n{answer[0]}") from None


def ready(env: dict[str, str], answer: list[str]) -> bool:
    """Whether /readyz finds nothing missing; its words are kept in `answer`."""
    address = f"http://{outside.here()}:{env['PORT']}/readyz"
    try:
        with urllib.request.urlopen(address, timeout=5) as page:
            return bool(page.status == 200)
    except urllib.error.HTTPError as error:
        answer[0] = error.read().decode(errors="replace")
    except OSError as error:
        answer[0] = str(error)
    return False


@contextlib.contextmanager
def known_to_others(env: dict[str, str]) -> Iterator[None]:
    """While the demo runs, manage.py in this checkout finds its services by this file."""
    known = LOCAL / "demo.env"
    told = (
        "DATABASE_URL",
        "REDIS_URL",
        "LOCAL_DIR",
        "PROFILE",
        "SITE_URL",
        "EMAIL_URL",
        "DEMO",
        *outside.TRUST,
        *outside.MONEY,
    )
    known.write_text("".join(f"{name}={env[name]}\n" for name in told if name in env))
    known.chmod(0o600)
    try:
        yield
    finally:
        known.unlink(missing_ok=True)


def announce(env: dict[str, str], local: Path, seconds: float) -> None:
    """The address, who may sign in, and that it is ready."""
    print(f"\n  {env['SITE_URL']}/\n  mail of the demo: {env['SITE_URL']}/thu-demo/", flush=True)
    if env.get("SANDBOX_PORT"):
        print(f"  bank of the demo: http://localhost:{env['SANDBOX_PORT']}/", flush=True)
        print(f"  telephone of the demo: http://localhost:{env['TELECOM_PORT']}/", flush=True)
        print(f"  post of the demo: http://localhost:{env['POST_PORT']}/", flush=True)
    if env.get("TRUST_PORT"):
        print(f"  signing of the demo: http://localhost:{env['TRUST_PORT']}/, PIN 123456", flush=True)
    print(table(local / "accounts.json"))
    print(f"ready after {seconds:.1f} s, Ctrl-C stops everything", flush=True)


def table(path: Path) -> str:
    """The accounts that the loader wrote down, a list of objects with the same keys, as an aligned table."""
    if not path.is_file():
        return ""
    rows = json.loads(path.read_text(encoding="utf-8"))
    if not rows:
        return ""
    heads = list(rows[0])
    lines = [heads, *([str(row.get(head, "")) for head in heads] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    lines.insert(1, ["-" * width for width in widths])
    aligned = (
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
    )
    return "\n" + "\n".join("  " + line.rstrip() for line in aligned) + "\n"


def manage(words: list[str]) -> int:
    """Run manage.py against the demo's data, starting the services for it where the demo does not run."""
    prepare(packages.PORTAL, environment.RUNTIME)
    python = [str(PYTHON), "manage.py", *words]
    if (LOCAL / "demo.env").exists() and _held(LOCAL / "demo.lock"):
        os.chdir(ROOT)
        os.execv(python[0], python)  # noqa: S606
    name = profile()
    local = LOCAL / name
    local.mkdir(mode=0o700, exist_ok=True)
    with held("demo"), Supervisor(LOCAL / "logs") as supervisor:
        env = addresses(supervisor, name, local)
        if not fill(supervisor, env, name):
            start_outside(supervisor, env)
        return supervisor.talk(python, env=env)


def _held(lock: Path) -> bool:
    with lock.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def reset() -> int:
    """Throw away what the demo stored, so that the next one begins afresh."""
    own_folder(LOCAL)
    with held("demo"), held("bench"):
        forget()
    print("the demo's data are gone; make demo begins afresh")
    return 0
