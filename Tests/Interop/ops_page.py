"""The page of /ops in a real browser. Usage: ops_page.py OPS_STAND_IN [FOLDER for screenshots]"""

import re
import subprocess
import sys

from playwright.sync_api import sync_playwright

from browser import PageChecks, Pictures, launched, until
from browser import opened as opened_at
from checks import check

checks = PageChecks()
program = sys.argv[1]
pictures = Pictures(sys.argv[2] if len(sys.argv) > 2 else None)


class StandIn:
    """The routes of the page over made-up calls."""

    running = []

    def __init__(self, *options, port=0):
        self.process = subprocess.Popen(
            [program, "--port", str(port), *options], stdout=subprocess.PIPE, text=True)
        StandIn.running.append(self.process)
        self.url = self.process.stdout.readline().split()[-1]

    def stop(self):
        """Whether it went in time, though streams were open."""
        self.process.terminate()
        try:
            return self.process.wait(15) == 0
        except subprocess.TimeoutExpired:
            self.process.kill()
            return False


def opened(browser, stand_in, address="", **options):
    """The page of a stand-in, on a wide screen."""
    return opened_at(browser, stand_in.url + address, **{"viewport": {"width": 1440, "height": 900}, **options})


def found(page):
    return page.inner_text(".found")


def drawn(page):
    """Waits until the page has drawn what it knows: a list is drawn at the next frame."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")


def cells(page, column):
    """The column's texts as they stand on the screen, from above; at least one."""
    drawn(page)
    texts = page.evaluate(
        """(column) => [...document.querySelectorAll('.grid-row:not([hidden])')]
             .filter((row) => row.offsetParent).sort((a, b) => a.dataset.index - b.dataset.index)
             .map((row) => row.querySelector('.c-' + column).textContent)""", column)
    check(texts, "no row is in sight")
    return texts


def seconds(text):
    return sum(int(part) * 60 ** power for power, part in enumerate(reversed(text.split(":"))))


def picture(page, name):
    pictures.take(page, name, whole=False)


def many(browser):
    stand_in = StandIn("--calls", "1000")
    page = opened(browser, stand_in)
    until(page, "document.querySelector('.found')?.textContent === '1,000 calls'", timeout=15_000)
    checks.equal(page.inner_text(".well"), "Nothing is wrong.", "nothing is wrong")
    drawn(page)
    elements = page.evaluate("document.querySelectorAll('.grid-row').length")
    checks.that(0 < elements < 80, "only the rows in sight are elements", f"{elements} rows")
    picture(page, "calls")

    page.click("[data-column=length]")
    lengths = [seconds(text) for text in cells(page, "length")][:20]
    checks.equal(lengths, sorted(lengths, reverse=True), "sorted by length, the longest first")
    page.click("[data-column=length]")
    lengths = [seconds(text) for text in cells(page, "length")][:20]
    checks.equal(lengths, sorted(lengths), "and turned round")
    page.click("[data-column=tenant]")
    names = cells(page, "tenant")[:20]
    checks.equal(names, sorted(names), "sorted by tenant")

    page.keyboard.press("/")
    page.keyboard.type("harbor agent speaks")
    until(page, "/^\\d+ of /.test(document.querySelector('.found').textContent)")
    checks.that(all("harbor" in name for name in cells(page, "tenant")), "the filter holds every word", found(page))
    page.keyboard.press("Escape")
    checks.equal(found(page), "1,000 calls", "Esc empties it")
    # The field still has the focus.
    page.keyboard.type("webrtc")
    until(page, "/^\\d+ of /.test(document.querySelector('.found').textContent)")
    checks.equal(set(zip(cells(page, "caller"), cells(page, "channel"))), {("web", "webrtc")}, "web sessions are told apart")
    page.keyboard.press("Escape")
    page.select_option("[aria-label=State]", "live")
    checks.equal(set(cells(page, "state")), {"live"}, "only calls of one state")
    page.select_option("[aria-label=State]", "")
    page.select_option("section [aria-label=Tenant]", "sunset")
    checks.equal(set(cells(page, "tenant")), {"sunset"}, "only calls of one tenant")
    page.select_option("section [aria-label=Tenant]", "")

    # Scrolled to the end, the last call is there.
    page.evaluate("document.querySelector('.grid').focus()")
    page.keyboard.press("End")
    until(page, "[...document.querySelectorAll('.grid-row')].some((row) => row.dataset.index === '999' && !row.hidden)")
    checks.that(True, "the last of 1,000 is reached by a key")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".panel:not([hidden]) .facts")
    until(page, "document.querySelector('.panel .log').children.length > 0")
    checks.that("#call=" in page.url, "the open call is in the address", page.url)
    picture(page, "call")
    page.keyboard.press("Escape")
    checks.that(page.is_hidden(".panel"), "Esc closes the call")
    for key, name in (("2", ".chart svg path.curve"), ("3", "[role=grid][aria-label=Tenants] .grid-row"), ("4", ".figure table")):
        page.keyboard.press(key)
        page.wait_for_selector(name, timeout=5000, state="attached")
        picture(page, f"tab-{key}")
    checks.that(True, "charts, tenants and figures are drawn")

    # How long the browser works for one list of 1,000 calls, for the reader of the output; not a check.
    page.keyboard.press("1")
    work = page.evaluate("""async () => {
      const before = performance.now(); let busy = 0; let last = before;
      while (last - before < 4000) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        const at = performance.now(); if (at - last > 12) busy = Math.max(busy, at - last); last = at;
      }
      return Math.round(busy); }""")
    print(f"   the longest that the page did not answer: {work} ms")

    checks.equal(page.said, [], "the console says no error")
    checks.equal(page.evaluate("window.violations"), [], "nothing that the policy forbids was tried")
    address = page.evaluate("fetch('/ops').then((r) => r.headers.get('content-security-policy'))")
    checks.that("default-src 'none'" in address and "unsafe" not in address, "the policy is strict", address)
    blocked = page.evaluate("""() => new Promise((resolve) => {
      const script = document.createElement('script'); script.onerror = () => resolve(true); script.onload = () => resolve(false);
      try { script.src = 'data:text/javascript,window.owned=1'; document.head.append(script); } catch { resolve(true); } })""")
    checks.that(blocked and not page.evaluate("window.owned"), "a script from elsewhere does not run")

    # The instance goes away, and comes back at the same place.
    port = re.search(r":(\d+)/", stand_in.url).group(1)
    checks.that(stand_in.stop(), "a server with an open page stops by itself")
    page.wait_for_selector(".banner:not([hidden])", timeout=15_000)
    checks.that("Disconnected" in page.inner_text(".banner"), "a lost connection is said", page.inner_text(".banner"))
    picture(page, "disconnected")
    again = StandIn("--calls", "7", port=port)
    until(page, "document.querySelector('.found').textContent === '7 calls'", timeout=30_000)
    until(page, "document.querySelector('.banner').hidden")
    checks.that(True, "it connects again, and says so no more")
    again.stop()


def hostile(browser):
    stand_in = StandIn("--calls", "60", "--hostile", "--problems")
    page = opened(browser, stand_in, "/")
    checks.that(page.url.endswith("/ops"), "a slash behind the address is taken away", page.url)
    page.wait_for_selector(".problems li")
    checks.equal(page.locator(".problems li").count(), 4, "the problems are told in words")
    page.keyboard.press("/")
    page.keyboard.type("<img onerror")
    until(page, "/ of /.test(document.querySelector('.found').textContent)")
    names = cells(page, "tenant")
    checks.that(all(name.startswith("<img src=x onerror=") for name in names), "markup in a name stays text", names[:1])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(".panel:not([hidden]) .log li")
    checks.that("<b onmouseover" in page.inner_text(".why"), "and in what a call is doing", page.inner_text(".why"))
    checks.equal(page.locator("#app img, #app b[onmouseover], .panel img").count(), 0, "none of it became an element")
    checks.that("owned" not in page.title(), "none of it ran", page.title())
    checks.equal(page.said, [], "the console says no error")
    stand_in.stop()


def tokens(browser):
    stand_in = StandIn("--calls", "3", "--token", "may-act", "--read-token", "may-read")
    page = opened(browser, stand_in)
    page.wait_for_selector(".gate:not([hidden])")
    page.keyboard.type("nonsense")
    page.keyboard.press("Enter")
    page.wait_for_selector(".gate .notice:not([hidden])")
    checks.equal(page.inner_text(".gate .notice"), "The server does not know this token.", "a wrong token is refused in words")
    page.keyboard.type("may-read")
    page.keyboard.press("Enter")
    page.wait_for_selector(".grid-row:not([hidden])")
    page.click(".grid-row:not([hidden]) >> nth=0")
    page.click(".panel .danger")
    page.click("dialog button[type=submit]")
    page.wait_for_selector(".toast")
    checks.that('needs the scope "act"' in page.inner_text(".toast"), "who may only read is told so", page.inner_text(".toast"))

    page = opened(browser, stand_in, "#token=may-act")
    page.wait_for_selector(".grid-row:not([hidden])")
    checks.that("token" not in page.url, "the token goes out of the address", page.url)
    checks.equal(page.evaluate("[sessionStorage.length, localStorage.length, document.cookie]"), [1, 0, ""], "it is kept for the tab alone")
    page.click(".grid-row:not([hidden]) >> nth=0")
    page.click(".panel .danger")
    page.click("dialog button[type=submit]")
    until(page, "document.querySelector('.found').textContent === '2 calls'", timeout=8000)
    checks.that(True, "a call is hung up, once that is confirmed")
    page.keyboard.press("Escape")
    page.click("text=Drain…")
    page.click("dialog button[type=submit]")
    page.wait_for_selector(".state[data-state=draining]")
    checks.that(page.is_visible("text=Undrain…"), "the instance drains, and may be undrained")
    stand_in.stop()


def narrow(browser):
    stand_in = StandIn("--calls", "300", "--problems")
    page = opened(browser, stand_in, viewport={"width": 390, "height": 844}, color_scheme="dark")
    page.wait_for_selector(".problems li")
    picture(page, "telephone-health")
    page.evaluate("document.querySelector('.tools').scrollIntoView()")
    page.wait_for_selector(".grid-row:not([hidden])")
    wide = page.evaluate("document.documentElement.scrollWidth")
    checks.that(wide <= 390, "a telephone's width is enough", f"{wide} pixels")
    picture(page, "telephone")
    page.click(".grid-row:not([hidden]) >> nth=2")
    page.wait_for_selector(".panel:not([hidden]) .log li")
    picture(page, "telephone-call")
    stand_in.stop()


try:
    with sync_playwright() as playwright:
        browser = launched(playwright)
        for part in (many, hostile, tokens, narrow):
            checks.run(part.__name__, part, browser)
        browser.close()
finally:
    for process in StandIn.running:
        process.kill()
checks.finish()
