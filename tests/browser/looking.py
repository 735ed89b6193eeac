"""What every browser test looks for: accessibility findings, overflow, complaints of the policy."""

from itertools import product

from axe_playwright_python.sync_playwright import Axe

SCHEMES = ("light", "dark")
WIDTHS = (320, 1280)


def axe_findings(page):
    """Every axe finding on the page as it stands: rule id and the first node it names."""
    found = Axe().run(page).response["violations"]
    return [(finding["id"], finding["nodes"][0]["html"][:200]) for finding in found]


def is_wider_than_screen(page):
    """Whether the page scrolls sideways."""
    return page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )


def problems(page, url):
    """Axe findings and sideways scrolling of `url`, in both schemes, at 320 and 1280 px."""
    found = []
    for scheme, width in product(SCHEMES, WIDTHS):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(url)
        found += [(scheme, width, *finding) for finding in axe_findings(page)]
        if is_wider_than_screen(page):
            found.append((scheme, width, "scrolls sideways", url))
    return found


def listen(page):
    """A list that fills with console errors and uncaught exceptions, policy complaints included."""
    heard = []
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def sign_in(page, base, name):
    """Sign in as the user whose password is their name."""
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", name)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
