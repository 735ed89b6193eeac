"""The project's settings as they are served, but with static files collected into a folder."""

import os
from pathlib import Path

from jtbd_catalog.settings import *  # noqa: F403, TID251

STATIC_ROOT = Path(os.environ["STATIC_FOLDER"])
