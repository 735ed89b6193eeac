"""Reads a reduced source page in its own way, to compare it with what the catalog holds."""

from tests.journeys.files import PAGES

SECTIONS = [
    "Job Steps",
    "Contexts",
    "Situations",
    "Ideal States",
    "Financial Metrics",
    "Related Jobs",
    "Emotional Jobs",
    "Social Jobs",
]


def lines_by_section(slug):
    """The page's lines under each of its headings, and those before the first of them."""
    sections = {"": []}
    name = ""
    for line in (PAGES / f"{slug}.txt").read_text(encoding="utf-8").splitlines():
        if line in SECTIONS:
            name = line
            sections[name] = []
        else:
            sections[name].append(line)
    return sections


def bullets(lines):
    """Each bullet's text with the line above its group."""
    heading = ""
    for line in lines:
        if line.startswith("- "):
            yield heading, line[2:]
        else:
            heading = line


def page_entries(slug):
    """Everything the page says, kind by kind, in its order."""
    sections = lines_by_section(slug)
    table = [[cell.strip() for cell in line.split("|")] for line in sections["Situations"]]
    return {
        "steps": [line for line in sections["Job Steps"] if line.startswith("The ability to ")],
        "situations": [tuple(row[:3]) for row in table[2:]],
        "financial_metrics": [text for _heading, text in bullets(sections["Financial Metrics"])],
        "related_jobs": [
            (heading.split()[0].lower(), *text.split(" - ", 1))
            for heading, text in bullets(sections["Related Jobs"])
        ],
        "emotional_jobs": [
            (heading.rstrip(":"), *text.split(": ", 1))
            for heading, text in bullets(sections["Emotional Jobs"])
        ],
        "social_jobs": [
            (heading.rstrip(":"), *text.split(" - ", 1))
            for heading, text in bullets(sections["Social Jobs"])
        ],
    }


def grid_names(slug):
    """The names in the grids that end the two last sections, in order."""
    sections = lines_by_section(slug)
    rows = [
        line.split("|")[0].strip()
        for name in ("Emotional Jobs", "Social Jobs")
        for line in sections[name]
        if "|" in line
    ]
    return [row for row in rows if row and not row.startswith(("When ", "Not "))]
