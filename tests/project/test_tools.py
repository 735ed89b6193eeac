"""The scripts of tools/ that people start: what they find, refuse and promise."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from jtbd_catalog.serving import local, port, serve
from tools import with_postgres

pytestmark = pytest.mark.unmeasured

ROOT = Path(settings.BASE_DIR)
INSTALL = (
    "Please install Python 3.12 or newer with its venv module "
    "(on Debian and Ubuntu: python3 python3-venv) or uv, then try again.\n"
)


def program(folder: Path, name: str, body: str) -> Path:
    """A shell script that can be started by name."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def found_python(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs tools/find-python with a PATH of tmp_path/bin alone."""
    (tmp_path / "bin").mkdir(exist_ok=True)
    return subprocess.run(
        ["/bin/sh", str(ROOT / "tools" / "find-python")],
        env={"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path), **environment},
        capture_output=True,
        text=True,
    )


def test_finder_passes_over_an_old_python_and_takes_a_new_one(tmp_path):
    program(tmp_path / "bin", "python3", "exit 1")
    program(tmp_path / "bin", "python3.12", "exit 0")

    assert found_python(tmp_path).stdout == "python3.12\n"


def test_finder_asks_for_version_and_modules(tmp_path):
    asked = tmp_path / "asked"
    program(tmp_path / "bin", "python3", f'echo "$@" > {asked}')

    found_python(tmp_path)

    assert asked.read_text() == (
        "-c import sys, venv, ensurepip, sqlite3; raise SystemExit(sys.version_info < (3, 12))\n"
    )


def test_finder_looks_into_pyenv(tmp_path):
    wanted = program(tmp_path / "pyenv/versions/3.13.0/bin", "python3", "exit 0")
    program(tmp_path / "pyenv/versions/3.11.7/bin", "python3", "exit 0")

    assert found_python(tmp_path, PYENV_ROOT=str(tmp_path / "pyenv")).stdout == f"{wanted}\n"


def test_finder_takes_the_python_it_is_given_first(tmp_path):
    program(tmp_path / "bin", "python3", "exit 0")
    mine = program(tmp_path / "mine", "python", "exit 0")

    assert found_python(tmp_path, PYTHON=str(mine)).stdout == f"{mine}\n"


def test_finder_lets_uv_fetch_one(tmp_path):
    fetched = program(tmp_path / "uv-made", "python", "exit 0")
    program(tmp_path / "bin", "uv", f'[ "$2" = install ] || echo {fetched}')

    assert found_python(tmp_path).stdout == f"{fetched}\n"


def test_finder_with_nothing_fit_says_what_to_install(tmp_path):
    program(tmp_path / "bin", "python3", "exit 1")
    program(tmp_path / "bin", "uv", "exit 1")

    done = found_python(tmp_path)

    assert (done.returncode, done.stdout, done.stderr) == (1, "", INSTALL)


def test_setup_that_is_up_to_date_does_nothing(tmp_path):
    before = sorted((ROOT / ".venv").iterdir())

    done = subprocess.run(
        [ROOT / "tools" / "setup", "test"],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sorted((ROOT / ".venv").iterdir()) == before


@pytest.fixture
def taken_port():
    """A port of this machine that somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_start_on_a_taken_port_names_it_before_any_work(tmp_path, taken_port):
    program(tmp_path / "tools", "find-python", f"echo {sys.executable}")
    program(tmp_path / "tools", "setup", "touch worked")
    (tmp_path / "tools" / "start").write_text((ROOT / "tools" / "start").read_text())
    port = Path("jtbd_catalog", "serving", "port.py")
    (tmp_path / port).parent.mkdir(parents=True)
    (tmp_path / port).write_text((ROOT / port).read_text())

    done = subprocess.run(
        ["/bin/sh", str(tmp_path / "tools" / "start"), "local"],
        env={"PATH": os.environ["PATH"], "PORT": str(taken_port)},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr == (
        f"Port {taken_port} is taken; stop what uses it or choose another, such as PORT=8001.\n"
    )
    assert not (tmp_path / "worked").exists()


def test_start_reads_the_port_from_a_file(tmp_path, taken_port):
    (tmp_path / "port").write_text(f"{taken_port}\n")

    done = subprocess.run(
        [sys.executable, str(ROOT / "jtbd_catalog" / "serving" / "port.py")],
        env={"PORT_FILE": str(tmp_path / "port")},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stderr.partition(";")[0]) == (1, f"Port {taken_port} is taken")


@pytest.mark.parametrize(
    ("variables", "number"),
    [({}, "8000"), ({"PORT": ""}, "8000"), ({"PORT": "8001", "PORT_FILE": "/none"}, "8001")],
)
def test_port_is_8000_unless_the_environment_says_another(monkeypatch, variables, number):
    monkeypatch.delenv("PORT", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert port.wanted() == number


def test_port_file_that_cannot_be_read_ends_the_start(monkeypatch, tmp_path):
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setenv("PORT_FILE", str(tmp_path / "none"))

    with pytest.raises(SystemExit) as end:
        port.wanted()

    assert end.value.code == f"PORT_FILE names {tmp_path / 'none'}, which cannot be read."


@pytest.mark.parametrize("words", ["", "eighty", "0", "65536", "-1"])
def test_port_that_is_none_is_refused(words):
    assert port.problem(words) == f"PORT must be a number from 1 to 65535, not {words!r}."


def test_port_that_is_free_is_taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        free = listener.getsockname()[1]

    assert port.problem(str(free)) == ""


def test_serve_names_everything_that_is_missing():
    done = subprocess.run(
        [sys.executable, "-m", "jtbd_catalog.serving.serve"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "ALLOWED_HOSTS": "x.example", "SECRET_KEY_FILE": "/key"},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stderr) == (
        1,
        "Please set DATABASE_URL, PUBLIC_URL first; docs/operator.md says what each one is.\n",
    )


def test_start_over_a_damaged_file_says_what_to_do(tmp_path):
    path = tmp_path / "jtbd.sqlite3"
    path.write_bytes(b"not a database" * 100)
    names = {"SECRET_KEY": "x", "ALLOWED_HOSTS": "localhost", "PUBLIC_URL": "http://localhost"}

    done = subprocess.run(
        [sys.executable, "-m", "jtbd_catalog.serving.serve"],
        env={"PATH": os.environ["PATH"], "DATABASE_URL": f"sqlite:///{path}", **names},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr == (
        f"The database {path} is damaged: file is not a database. Put a backup in its place "
        "(docs/operator.md, Restoring), or move it away to begin with an empty one.\n"
    )
    assert path.read_bytes() == b"not a database" * 100


def test_serve_demands_what_the_documents_say():
    text = (ROOT / "docs" / "operator.md").read_text()

    assert all(f"| `{name}` |" in text for name in serve.DEMANDED)


def test_local_environment_is_written_once_and_for_its_owner(tmp_path, monkeypatch):
    monkeypatch.setattr(local, "VAR", tmp_path / "var")
    monkeypatch.setattr(local, "ENVIRONMENT", tmp_path / "var" / "env")
    mask = os.umask(0o077)

    local.write_environment()
    first = (tmp_path / "var" / "env").read_text()
    local.write_environment()
    os.umask(mask)

    assert (tmp_path / "var" / "env").read_text() == first
    assert "ALLOWED_HOSTS=localhost,127.0.0.1,[::1]\n" in first
    assert (tmp_path / "var" / "env").stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_local_admin_is_made_once_and_told_while_the_password_holds(tmp_path, monkeypatch):
    monkeypatch.setattr(local, "PASSWORD", tmp_path / "admin-password")

    told = [local.ensure_admin(), local.ensure_admin()]

    password = (tmp_path / "admin-password").read_text().strip()
    assert told == [f"user admin, password {password}"] * 2


@pytest.mark.django_db
def test_local_admin_with_a_password_of_their_own_keeps_it(
    tmp_path, monkeypatch, django_user_model
):
    monkeypatch.setattr(local, "PASSWORD", tmp_path / "admin-password")
    local.ensure_admin()
    admin = django_user_model.objects.get(username="admin")
    admin.set_password("my own words")
    admin.save()

    assert local.ensure_admin() == "with the password you chose"
    admin.refresh_from_db()
    assert admin.check_password("my own words")


def test_welcome_says_where_to_look_and_what_to_do(monkeypatch):
    monkeypatch.setenv("PORT", "8123")

    text = local.welcome("demo", "user admin, password x")

    assert text == (
        "\n"
        "  Catalog      http://127.0.0.1:8123/\n"
        "  Demo survey  http://127.0.0.1:8123/respond/demo/\n"
        "  Surveys      http://127.0.0.1:8123/surveys/\n"
        "  Admin        http://127.0.0.1:8123/admin/\n"
        "  Sign in      user admin, password x\n"
        "\n"
        "To fill the demo survey with 200 made-up responses:\n"
        "  .venv/bin/python manage.py demo_responses demo --count 200 --seed 1\n"
        "\n"
        "Ctrl-C stops the server.\n"
    )


def is_answered(number: int) -> bool:
    """Whether somebody listens on that port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", number)) == 0


def until(condition, *, seconds: float = 20) -> bool:
    """Waits for the condition; whether it came true in time."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return bool(condition())


@pytest.fixture
def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(free_port):
    """Granian with a small application, under the supervisor, in a process group of its own."""
    options = f"--interface wsgi --no-ws --workers 2 --port {free_port} --log-level error"
    application = "wsgiref.simple_server:demo_app"
    process = subprocess.Popen(
        [sys.executable, "-m", "jtbd_catalog.serving.supervisor", *options.split(), application],
        cwd=ROOT,
        start_new_session=True,
    )
    assert until(lambda: is_answered(free_port))
    yield process
    process.kill()
    process.wait()


def ctrl_c(process) -> None:
    """What a terminal does, by somebody who is in a hurry."""
    os.killpg(process.pid, signal.SIGINT)
    os.killpg(process.pid, signal.SIGINT)


@pytest.mark.parametrize("attempt", range(3))
@pytest.mark.parametrize(
    ("end", "status"),
    [
        (ctrl_c, 0),
        (lambda process: process.terminate(), 0),
        (lambda process: os.killpg(process.pid, signal.SIGTERM), 0),
        (lambda process: process.kill(), -signal.SIGKILL),
    ],
    ids=["ctrl-c", "terminate", "terminate group", "kill"],
)
def test_server_ends_with_all_its_workers(server, free_port, end, status, attempt):
    end(server)

    # A worker that is told while it starts may not hear it; it is then killed after ten seconds.
    assert server.wait(timeout=15) == status
    assert until(lambda: not is_answered(free_port), seconds=3)


def test_server_that_cannot_start_tells_it_by_its_status(taken_port):
    options = f"--interface wsgi --no-ws --port {taken_port} wsgiref.simple_server:no_such_app"

    done = subprocess.run(
        [sys.executable, "-m", "jtbd_catalog.serving.supervisor", *options.split()],
        cwd=ROOT,
        capture_output=True,
        timeout=30,
    )

    assert done.returncode != 0


def test_postgres_runner_leaves_nothing_behind():
    with with_postgres.postgres() as server:
        shown = server.run("psql", "-h", str(server.folder), "-U", "postgres", "-Atc", "SELECT 1")

    assert shown == "1\n"
    assert not server.folder.exists()


def test_postgres_runner_works_where_only_its_owner_may_enter(monkeypatch):
    """As in a folder of mode 0700, with the umask of the tools that keep data to their owner."""
    found = with_postgres._packaged_programs()
    monkeypatch.setattr(with_postgres, "_reachable", with_postgres._copied)
    mask = os.umask(0o077)

    try:
        with with_postgres.postgres() as server:
            shown = server.run(
                "psql", "-h", str(server.folder), "-U", "postgres", "-Atc", "SELECT 1"
            )
    finally:
        os.umask(mask)

    assert shown == "1\n"
    assert server.programs != found


def test_postgres_runner_passes_the_status_on():
    done = subprocess.run(
        [sys.executable, "-m", "tools.with_postgres", "sh", "-c", "echo $DATABASE_URL; exit 7"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 7
    assert done.stdout.startswith("postgres://postgres@%2F")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fault", "cycles"),
    [("kill", 3), ("stop", 1), ("database", 1)],
    ids=["kill", "stop", "database"],
)
def test_acknowledged_saves_survive(fault, cycles):
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tools.faults",
            "--cycles",
            str(cycles),
            "--engine",
            connection.vendor,
            "--fault",
            fault,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert f"{cycles} cycles" in done.stdout
    assert "0 lost, 0 invented, 0 twice" in done.stdout
