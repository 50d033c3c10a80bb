"""`cora demo --web`, as someone tries it who has just built it: the program, its link, the button, the first of its lines.
Usage: web_demo.py CORA FOLDER SPEECH.wav    FOLDER is where the demo runs; the speech is silent while the greeting is said"""

import pathlib
import re
import signal
import subprocess
import sys
import time

from playwright.sync_api import sync_playwright

from browser import STATE, PageChecks, launched, microphone, opened, until
from checks import check

cora, folder, speech = sys.argv[1:]
checks = PageChecks()


def invited(log):
    """The link that the demo prints, and what else it says."""
    deadline = time.time() + 90
    while time.time() < deadline:
        text = log.read_text(errors="replace")
        found = re.search(r"http://127\.0\.0\.1:\d+/client/\S*", text)
        if found and "Control-C ends it." in text:
            return found.group(), text
        check(demo.poll() is None, f"the demo ended: {text}")
        time.sleep(0.1)
    check(False, f"no link is printed: {text}")


def talk(playwright, link):
    browser = launched(playwright, *microphone(speech))
    page = opened(browser, link)
    page.click("#call")
    until(page, f"{STATE} === 'live'")
    checks.equal(page.evaluate("() => document.body.dataset.media"), "socket", "without a helper the call goes by socket")
    until(page, "document.querySelector('.turn.agent')?.innerText.includes('I\\'m CORA')")
    until(page, "[...document.querySelectorAll('.card')].some((card) => card.innerText.includes('123 Maple Avenue'))", 25_000)
    checks.that(True, "the first line brings homes of the sample listings")
    page.click("#hangup")
    until(page, f"{STATE} === 'idle'")
    checks.clean(page, "the demo's page")
    browser.close()


def told(log):
    deadline = time.time() + 10
    while time.time() < deadline and "the call is over" not in log.read_text(errors="replace"):
        time.sleep(0.1)
    text = log.read_text(errors="replace")
    for line in ("caller  “Show me three bedroom homes", "tool    search_properties did what it was asked", "the call is over"):
        check(line in text, f"not told: {line!r} in {text}")


if __name__ == "__main__":
    log = pathlib.Path(folder) / "demo.log"
    with open(log, "wb") as output:
        # A shell's background jobs ignore Control-C, and so would what they start.
        demo = subprocess.Popen(
            [cora, "demo", "--web"], cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    try:
        link, text = invited(log)
        checks.that("1  Show me three bedroom homes" in text, "a link is printed, and what to say", text)
        with sync_playwright() as playwright:
            checks.run("someone talks to the agent", talk, playwright, link)
        checks.run("what is said is told at the terminal", told, log)
        demo.send_signal(signal.SIGINT)
        checks.equal(demo.wait(30), 0, "Control-C ends it")
    finally:
        if demo.poll() is None:
            demo.kill()
    checks.finish()
