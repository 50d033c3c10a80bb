"""The page of /client/ in a real browser that has no WebRTC, with a microphone that says a WAV file: sessions by socket.
Usage: web_page.py SERVER SPEECH.wav [--pictures FOLDER]

The speech is silent while the greeting is said, asks a question, and speaks over the answer."""

import argparse
import json
import pathlib
import re

from playwright.sync_api import sync_playwright

from browser import STATE, PageChecks, Pictures, launched, microphone, until
from browser import opened as opened_at

options = argparse.ArgumentParser()
options.add_argument("server")
options.add_argument("speech")
options.add_argument("--pictures")
options = options.parse_args()
checks = PageChecks()
pictures = Pictures(options.pictures)
that, clean = checks.that, checks.clean
WITHOUT_WEBRTC = "delete window.RTCPeerConnection;"


def opened(browser, script="", **more):
    """The page, in a browser without WebRTC."""
    return opened_at(browser, options.server + "/client/", WITHOUT_WEBRTC + script, **more)


def talk(browser):
    page = opened(browser)
    that(page.is_visible("#call") and not page.is_visible("#hangup"), "there is one thing to do: to call")
    pictures.all(page, "idle")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until(page, f"{STATE} === 'live'")
    that(page.inner_text("#who") == "Ray Richards", "the agent's name is shown", page.inner_text("#who"))
    until(page, "Number(document.body.dataset.firstAudioMs) > 0")
    until(page, "parseFloat(document.querySelector('#agent-level').style.transform.slice(7)) > 0.2")
    that(True, "the greeting is heard: there is sound at the loudspeaker")
    until(page, "document.querySelector('.turn.agent')?.innerText.includes('Hello, you\\'ve reached Ray Richards')")
    that(page.evaluate("() => document.body.dataset.media") == "socket", "the session goes by socket")
    that("cannot make direct calls" in page.inner_text("#turns .notice"), "and the page says so in words", page.inner_text("#turns"))
    pictures.take(page, "live")
    until(page, "document.querySelector('.turn.caller')?.innerText.includes('three bedroom homes in Austin')", 20_000)
    until(page, "parseFloat(document.querySelector('#own-level').style.transform.slice(7)) > 0", 20_000)
    that(True, "what the caller said is heard, and shown")
    until(page, "[...document.querySelectorAll('.turn.agent .cut')].some((mark) => !mark.hidden)", 20_000)
    cut = page.evaluate("() => [...document.querySelectorAll('.turn.agent .cut:not([hidden])')].map((m) => m.parentElement.innerText)")
    that("school around the corner" not in cut[-1], "the answer is cut where the caller spoke over it", cut)
    until(page, "[...document.querySelectorAll('.turn.agent')].some((t) => t.innerText.includes('ninety thousand'))", 20_000)
    pictures.take(page, "interrupted")
    until(page, "document.body.dataset.bargeInMs && document.body.dataset.turnMs")
    that("last answer after" in page.inner_text("#pace"), "how fast the agent answers is shown", page.inner_text("#pace"))
    print("   measured in the page:", page.evaluate("() => JSON.stringify({ ...document.body.dataset })"))
    page.keyboard.press("m")
    that(page.get_attribute("#mute", "aria-pressed") == "true", "m mutes")
    pictures.take(page, "muted")
    page.keyboard.press("m")
    that("Agent" not in page.inner_text("#spoken") and "Ray Richards:" in page.evaluate("() => document.querySelector('#spoken').textContent"),
         "screen readers hear whole turns, with names")
    page.keyboard.press("Escape")
    until(page, f"{STATE} === 'idle'")
    that(page.inner_text("#state") == "The call is over.", "Escape hangs up", page.inner_text("#state"))
    that(page.evaluate("() => document.activeElement.id") == "call", "and the button to call again has the focus")
    pictures.take(page, "over")
    clean(page, "a call")
    page.close()


def played(browser):
    """What the worklet counts is what the loudspeaker was given."""
    page = opened(browser)
    counts = page.evaluate("""async () => {
      const folder = document.querySelector('script[src]').src.replace(/[^/]*$/, '');
      const context = new OfflineAudioContext(1, 24000 * 2, 24000);
      await context.audioWorklet.addModule(folder + 'client-playback.js');
      const node = new AudioWorkletNode(context, 'playback', { numberOfInputs: 0, outputChannelCount: [1] });
      const reports = [];
      node.port.onmessage = ({ data }) => reports.push(data);
      node.connect(context.destination);
      // Rendering waits until the audio thread has the samples.
      context.suspend(0).then(() => {
        node.port.postMessage({ samples: new Int16Array(12000).fill(8000) });
        setTimeout(() => context.resume(), 200);
      });
      const sound = (await context.startRendering()).getChannelData(0);
      await new Promise((done) => setTimeout(done, 100));
      const loud = sound.filter((sample) => sample > 0.2).length;
      const first = sound.findIndex((sample) => sample > 0);
      const gaps = sound.slice(first, first + 12000).filter((sample) => sample === 0).length;
      return { loud, gaps, last: reports.at(-1) };
    }""")
    that(counts["last"] == {"position": 12000, "isDry": True}, "half a second is counted to its end", counts)
    that(11800 <= counts["loud"] <= 12000 and counts["gaps"] <= 1, "half a second is heard, without a gap", counts)
    page.close()


def paced(browser):
    """What counts as an answer, and as falling silent for the caller."""
    page = opened(browser)
    found = page.evaluate("""async () => {
      const folder = document.querySelector('script[src]').src.replace(/[^/]*$/, '');
      const { Pace } = await import(folder + 'client-pace.js');
      const { Figures } = await import(folder + 'client-figures.js');
      const pace = new Pace(200);
      const [agent, caller] = ['agent', 'caller'].map((voice) => (isHeard, at) => pace.heard({ voice, isHeard, at }));
      pace.connected(1000);
      agent(true, 1400); agent(false, 3000);                            // the greeting
      pace.cut();                                                       // of an item that was not spoken over
      caller(true, 4000); caller(false, 5000); pace.words();            // a question, answered
      agent(true, 5600); agent(false, 6000); agent(true, 6300);         // a breath of the agent's is no answer
      pace.item = 'a'; caller(true, 7000); pace.cut(); agent(false, 7120);   // an interruption
      caller(false, 8000); agent(true, 8400); pace.words();             // its answer, whose words come late
      pace.item = 'b'; caller(true, 8500); pace.cut('a');               // a cough over the agent, told late of the cut before
      caller(false, 8600); agent(false, 9000);                          // the agent went on
      agent(true, 9900);                                                // … and asks whether anyone is there
      return { ...new Figures('socket', pace).report(), greeted: pace.greeted };
    }""")
    checks.equal(found, {"type": "figures", "first_audio_ms": 400, "turn_ms": [600, 400], "barge_in_ms": [120], "gaps": 0,
                         "gap_ms": 0, "media": "socket", "greeted": 1200}, "answers and interruptions are counted, coughs and breaths are not")
    page.close()


CARDS = [
    {"id": "c1", "name": "search_properties", "state": "done", "result": {"ok": True, "data": {
        "summary": "2 homes match.", "properties": [
            {"propertyId": "p1", "say": "12 Maple St, Austin: 3 bedrooms, 2 baths, $489,000; garden, garage"},
            {"propertyId": "p2", "say": "7 Lake Dr, Austin: 4 bedrooms, 2.5 baths, $520,000; solar panels",
             "differs": ["$20,000 over"]}]}}},
    {"id": "c2", "name": "book_showing", "state": "done", "result": {"ok": True, "data": {
        "confirmationCode": "RX7K2P", "datetimeISO": "2026-12-01T14:00:00-06:00",
        "say": "Booked: 12 Maple St, Tuesday, December 1, at 2:00 PM. Confirmation code R X 7 K 2 P.", "phone": "555"}}},
    {"id": "c3", "name": "request_callback", "state": "done", "result": {"ok": True, "data": {
        "phone": "(512) 555-0142", "due": "tomorrow at 9:00 AM", "updated": False}}},
    {"id": "c4", "name": "transfer_to_human", "state": "done", "result": {"ok": True, "data": {
        "status": "number_shown", "telephone": "+14155550177"}}},
    {"id": "c5", "name": "search_properties", "state": "running"},
    {"id": "c6", "name": "book_showing", "state": "failed", "result": {"ok": False, "error": {"code": "x"}}},
    {"id": "c7", "name": "crm_lookup", "state": "done"},
]


def cards(browser):
    page = opened(browser)
    shown = page.evaluate("""async (messages) => {
      const folder = document.querySelector('script[src]').src.replace(/[^/]*$/, '');
      const { Conversation } = await import(folder + 'client-conversation.js');
      document.querySelector('#talk').hidden = false;
      const talk = new Conversation(document.querySelector('#turns'), document.querySelector('#spoken'));
      talk.agent = 'Ray Richards';
      talk.words({ item: 'x', speaker: 'agent', text: '<img src=x onerror=alert(1)> and $489,000' });
      for (const message of messages) talk.tool(message);
      return document.querySelectorAll('.card').length;
    }""", CARDS)
    that(shown == 6, "each tool has a card, those of a tenant's own none", shown)
    that(page.get_attribute("a[href^=tel]", "href") == "tel:+14155550177", "a person's number can be called")
    that(page.query_selector("img") is None, "what is said is text, whatever it looks like")
    with page.expect_download() as download:
        page.click("a[download]")
    calendar = pathlib.Path(download.value.path()).read_text()
    that("DTSTART:20261201T200000Z" in calendar and "12 Maple St\\, Tuesday" in calendar, "a showing can be kept in a calendar", calendar)
    homes = page.evaluate("() => [...document.querySelectorAll('.home')].map((row) => row.innerText)")
    that("$489,000" in homes[0] and "12 Maple St, Austin" in homes[0], "a home has its address and its price", homes)
    that("garden, garage" in page.inner_text(".card li"), "and what it has", page.inner_text(".card li"))
    that(page.inner_text(".code") == "RX7K2P", "a booked showing has its code", page.inner_text(".code"))
    that("tomorrow at 9:00 AM" in page.inner_text("#turns"), "a call back says when")
    pictures.all(page, "cards")
    clean(page, "the cards")
    page.close()


def troubles(browser):
    def refused(name, error, text):
        page = opened(browser, f"navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '{error}'))")
        page.click("#call")
        until(page, "!document.querySelector('#trouble').hidden")
        that(text in page.inner_text("#trouble"), name, page.inner_text("#trouble"))
        pictures.take(page, error)
        clean(page, name)
        page.close()

    refused("a microphone that is refused is said, with a way on", "NotAllowedError", "Your microphone is not allowed.")
    refused("a missing microphone is said", "NotFoundError", "No microphone was found.")

    def answered(name, status, body, text, headers=None):
        page = opened(browser)
        page.route("**/session*", lambda route: route.fulfill(
            status=status, headers={"content-type": "application/json", **(headers or {})}, body=json.dumps(body)))
        page.click("#call")
        until(page, "!document.querySelector('#trouble').hidden")
        that(text in page.inner_text("#trouble"), name, page.inner_text("#trouble"))
        pictures.take(page, name.split()[-1])
        clean(page, name, re.compile("status of|WebSocket"))
        page.close()

    answered("at the limit", 429, {"error": {"code": "tenant_calls", "message": "x"}}, "All lines are busy.", {"retry-after": "30"})
    answered("a drain", 503, {"error": {"code": "draining", "message": "x"}}, "being restarted")
    answered("a token that is not good: refused", 200, {
        "session": "WS0123456789abcdef0123456789abcdef", "token": "a.b.c", "path": "/web/media"}, "token is not ours")


def narrow(browser):
    page = opened(browser, viewport={"width": 390, "height": 844}, color_scheme="dark", reduced_motion="reduce")
    pictures.take(page, "telephone-idle")
    page.click("#call")
    until(page, f"{STATE} === 'live'")
    until(page, "document.querySelector('.turn.agent')?.innerText.includes('Ray Richards')")
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    that(wide <= 390, "a telephone's width is enough", wide)
    pictures.take(page, "telephone-live")
    page.click("#hangup")
    until(page, f"{STATE} === 'idle'")
    clean(page, "on a telephone")
    page.close()


with sync_playwright() as playwright:
    browser = launched(playwright, *microphone(options.speech))
    for part in (talk, played, paced, cards, troubles, narrow):
        checks.run(part.__name__, part, browser)
    browser.close()
checks.finish()
