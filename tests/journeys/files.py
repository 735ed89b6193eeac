"""Small journey files, written as a person would, and the shipped ones."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures" / "journeys"
SEEDS = [FIXTURES / "customization.yaml", FIXTURES / "upgrade.yaml"]
PAGES = ROOT / "tests" / "data" / "pages"

SMALL = """\
schema: 1
licence: CC BY-NC-SA 4.0
attribution: Somebody wrote this

journey:
  slug: repair
  role: User
  name: Repair Journey
  description: Getting it working again.
  job: Repairing a thing
  stem: When repairing a thing
  stage: use
  position: 13

steps:
  - code: S01
    phase: define
    name: Name the fault
    ability: The ability to say what is wrong.
    source: project
    metrics:
      - code: S01M01
        outcome: Minimize the time it takes to name the fault, e.g., from a noise, from a smell
        plain: name the fault quickly
        source: project
      - code: S01M02
        outcome: Minimize the likelihood of naming the wrong fault, e.g., a fuse, a plug
        plain: be right about the fault
        source: project
  - code: S02
    phase: execute
    name: Mend it
    ability: The ability to mend it.
    source: project

contexts:
  - code: CTX01
    text: Repairing a thing at home
    source: project

situations:
  - code: SIT01
    text: Spare parts
    low: None to be had
    high: In every shop
    source: project
  - code: SIT02
    text: Daylight
    low: Night
    high: Noon
    source: project

ideal_states:
  - code: IDEAL01
    text: It works as on the first day.
    source: project

financial_metrics:
  - code: FIN01
    text: Minimize the cost of spare parts.
    source: project

related_jobs:
  - code: REL01
    when: before
    name: Finding a shop
    description: Look for one that is open.
    source: project

emotional_jobs:
  desired_heading: Desired Emotions
  avoid_heading: Undesired Emotions
  items:
    - code: EMO01
      valence: desired
      name: Feel Able
      rationale: "It helps: mending takes nerve."
      source: project

social_jobs:
  desired_heading: Wanted
  avoid_heading: Unwanted
  items:
    - code: SOC01
      valence: avoid
      name: Avoid Being Perceived as Clumsy
      rationale: Clumsiness costs trust.
      source: project
"""


def changed(old, new, text=SMALL):
    """`text` with `old`, which must stand in it, replaced once by `new`."""
    assert old in text, old
    return text.replace(old, new, 1)


def write(folder, text=SMALL, name="repair.yaml"):
    """Write a journey file and return its path; `text` may be bytes."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
