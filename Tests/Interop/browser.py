"""What the checks of pages share: Chromium, a page with all that it says, pictures of it, and checks of one page in turn."""

import pathlib

from checks import Checks, Failure, check

CHROMIUM = "/usr/bin/chromium"
# What a page's console and its policy said, and nothing that a page could hide.
WATCH = (
    "window.violations = []; addEventListener('securitypolicyviolation',"
    " (event) => window.violations.push(event.violatedDirective + ' ' + event.blockedURI))")
STATE = "document.body.dataset.state"


class PageChecks(Checks):
    """Checks of one page that goes through them in turn."""

    def that(self, condition, name, remark=""):
        self.run(name, check, bool(condition), f"found: {remark}" if remark != "" else "it is not so")

    def equal(self, found, wanted, name):
        self.run(name, check, found == wanted, f"found {found!r}, wanted {wanted!r}")

    def clean(self, page, what, allowed=None):
        """The console said no error, but for those that a regular expression allows, and the policy kept nothing from running."""
        said = [text for text in page.said if not (allowed and allowed.search(text))]
        self.that(not said, f"{what}: the console has no error", said)
        violations = page.evaluate("() => window.violations")
        self.that(not violations, f"{what}: nothing breaks the policy", violations)


def microphone(speech):
    """The flags of a Chromium whose microphone says a WAV file, over and over, and whose connections stay on this machine."""
    return [
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={pathlib.Path(speech).resolve()}", "--autoplay-policy=no-user-gesture-required",
        "--allow-loopback-in-peer-connection"]


def launched(playwright, *flags):
    """A Chromium. Root may not have its sandbox."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *flags])


def opened(browser, address, script=None, **options):
    """A page, with all that its console says (`said`) and all that its policy keeps from running."""
    page = browser.new_page(**{"viewport": {"width": 1000, "height": 800}, **options})
    page.said = []
    page.on("console", lambda message: page.said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.add_init_script(WATCH)
    if script:
        page.add_init_script(script)
    page.goto(address)
    return page


def until(page, expression, timeout=15_000):
    """Waits for an expression to hold. (The policy forbids Playwright's own way, which is eval.)"""
    for _ in range(timeout // 50):
        if page.evaluate(f"() => Boolean({expression})"):
            return
        page.wait_for_timeout(50)
    raise Failure(f"not within {timeout} ms: {expression}; the page says {page.inner_text('body')!r}")


class Pictures:
    """Pictures of pages in a folder; None: none are made."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder) if folder else None

    def take(self, page, name, whole=True):
        """The page as it is."""
        if self.folder:
            page.screenshot(path=str(self.folder / f"{name}.png"), full_page=whole)

    def all(self, page, name):
        """The page by day and by night, on a screen and on a telephone."""
        if not self.folder:
            return
        size = page.viewport_size
        for width, height in ((1000, 800), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                self.take(page, f"{name}-{scheme}-{width}")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(size)
