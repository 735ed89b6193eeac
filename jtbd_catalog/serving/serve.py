"""`make serve`: starts the server for an organisation, once everything it needs is set."""

import os
import sys

from django.core.management import call_command

from jtbd_catalog.serving.starting import (
    alone,
    become_server,
    collect_static,
    migrate,
    open_database,
    say,
    set_up,
)

DEMANDED = ("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "PUBLIC_URL")


def missing_names() -> list[str]:
    """The demanded names that neither the environment nor a file that it names holds."""
    return [
        name for name in DEMANDED if not os.environ.get(name) and f"{name}_FILE" not in os.environ
    ]


def main() -> None:
    """Checks, migrates and collects while no other start does, then serves."""
    if missing := missing_names():
        sys.exit(f"Please set {', '.join(missing)} first; docs/operator.md says what each one is.")
    os.umask(0o077)
    set_up()
    open_database()
    call_command("check", deploy=True, databases=["default"], verbosity=0)
    say("Preparing the database and the static files")
    with alone():
        migrate()
        collect_static()
    say("Serving")
    become_server()


if __name__ == "__main__":
    main()
