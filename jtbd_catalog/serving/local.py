"""`make run`: a whole site on this machine, with the catalog, a demo survey and an admin user."""

import os
import secrets
import sys
from io import StringIO
from pathlib import Path

from django.apps import apps

from jtbd_catalog.serving import port
from jtbd_catalog.serving.starting import alone, become_server, collect_static, migrate, say, set_up

VAR = Path(__file__).resolve().parent.parent.parent / "var"
ENVIRONMENT = VAR / "env"
PASSWORD = VAR / "admin-password"
DEMO = ("upgrade", "--slug", "demo", "--parts", "emotional_jobs,social_jobs", "--open")


def write_environment() -> None:
    """Writes var/env once: the secret key and the names under which this machine knows itself."""
    if ENVIRONMENT.exists():
        return
    VAR.mkdir(mode=0o700, exist_ok=True)
    ENVIRONMENT.write_text(
        "# Written by `make run`; settings read it when the environment says nothing else.\n"
        f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
        "ALLOWED_HOSTS=localhost,127.0.0.1,[::1]\n",
        encoding="utf-8",
    )


def ensure_admin() -> str:
    """Creates the superuser `admin` when there is none; returns what to tell about signing in."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415  (needs set_up)

    users = get_user_model()._default_manager
    if not users.filter(is_superuser=True).exists():
        PASSWORD.write_text(secrets.token_urlsafe(12) + "\n", encoding="utf-8")
        users.create_superuser("admin", password=PASSWORD.read_text(encoding="utf-8").strip())
    admin = users.filter(username="admin").first()
    password = PASSWORD.read_text(encoding="utf-8").strip() if PASSWORD.exists() else ""
    if admin is None or not password or not admin.check_password(password):
        return "with the password you chose"
    return f"user admin, password {password}"


def ensure_demo() -> str:
    """Creates the demo survey when there is no survey at all; returns its slug, or nothing."""
    from django.core.management import call_command  # noqa: PLC0415  (needs set_up)

    surveys = apps.get_model("surveys", "Survey")._default_manager
    if not surveys.exists():
        call_command("create_survey", *DEMO, stdout=StringIO(), stderr=StringIO())
    return "demo" if surveys.filter(slug="demo", deleted_at=None).exists() else ""


def load_catalog() -> None:
    """Loads fixtures/journeys; the command leaves alone what people have edited since."""
    from django.core.management import call_command  # noqa: PLC0415  (needs set_up)

    call_command("load_catalog", stdout=sys.stderr)


def welcome(demo: str, sign_in: str) -> str:
    """What to do now."""
    site = f"http://127.0.0.1:{port.wanted()}"
    lines = [("Catalog", f"{site}/"), ("Surveys", f"{site}/surveys/"), ("Admin", f"{site}/admin/")]
    lines.append(("Sign in", sign_in))
    if demo:
        lines.insert(1, ("Demo survey", f"{site}/respond/demo/"))
    rows = "\n".join(f"  {name:<12} {value}" for name, value in lines)
    more = ".venv/bin/python manage.py demo_responses demo --count 200 --seed 1"
    hint = f"\n\nTo fill the demo survey with 200 made-up responses:\n  {more}" if demo else ""
    return f"\n{rows}{hint}\n\nCtrl-C stops the server.\n"


def main() -> None:
    """Prepares what is missing, says where to look and serves."""
    from django.core.management import CommandError  # noqa: PLC0415  (with the rest of Django)

    os.umask(0o077)
    write_environment()
    set_up()
    say("Preparing the database, the catalog and the static files")
    with alone():
        migrate()
        sign_in = ensure_admin()
        try:
            load_catalog()
            demo = ensure_demo()
        except CommandError as error:
            sys.exit(str(error))
        collect_static()
    print(welcome(demo, sign_in), flush=True)
    os.environ["GRANIAN_HOST"] = "127.0.0.1"
    become_server()


if __name__ == "__main__":
    main()
