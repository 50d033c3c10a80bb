"""Measures what a caller in a browser notices: how soon the agent is heard and falls silent, and whether its voice is whole.
Usage: web_figures.py CORA [--quick] [--only socket|peer]    CORA is the program that serves, and that imitates the model

Both ways of a call, by socket and by WebRTC, in Chromium with a microphone that says a WAV file. The model is the stand-in,
whose first audio comes after 300 ms and which answers with an even tone; it writes down when it heard the caller begin and end.
The page is asked what it rendered, and when. Figures go to standard output as JSON, words to standard error."""

import argparse
import array
import contextlib
import json
import math
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import wave

from playwright.sync_api import sync_playwright

from browser import STATE, launched, microphone, opened, until
from checks import Failure, check
from rendered import Rendered, loudest, torn

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
# The tone that the agent answers with, and the wave of its voice: neither fades nor stops by itself.
PITCH, LEVEL, RATE = 440, 8000, 24000
# Milliseconds from `response.created` to the stand-in's first audio.
FIRST_AUDIO = 300
# What is said of an agent that does not fall silent, in milliseconds.
NEVER = 60_000
SENTENCE = "Do you have three bedroom homes in Austin?"


def say(words):
    print(f"  {words}", file=sys.stderr, flush=True)


# --- What both ends say --------------------------------------------------------------------------------------------


def write_tone(path, seconds):
    ramp = RATE // 100
    samples = array.array("h", [
        round(LEVEL * min(1, n / ramp, (seconds * RATE - n) / ramp) * math.sin(2 * math.pi * PITCH * n / RATE))
        for n in range(seconds * RATE)])
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, len(samples), "NONE", ""))
        file.writeframes(samples.tobytes())


def write_speech(path, moments, seconds):
    """A sentence at each of these seconds, and silence between them."""
    spoken, wide = path.with_suffix(".spoken.wav"), path.with_suffix(".wide.wav")
    subprocess.run(["espeak-ng", "-v", "en-us", "-s", "170", "-w", spoken, "--", SENTENCE], check=True)
    subprocess.run(["sox", spoken, "-r", "48000", "-b", "16", "-c", "1", wide, "silence", "1", "0.01", "1%"], check=True)
    with wave.open(str(wide)) as file:
        sentence = file.readframes(file.getnframes())
    sound = bytearray(2 * 48000 * seconds)
    for moment in moments:
        sound[2 * 48000 * moment:2 * 48000 * moment + len(sentence)] = sentence
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 48000, len(sound) // 2, "NONE", ""))
        file.writeframes(bytes(sound[:2 * 48000 * seconds]))


def scenario(tones):
    turns = "".join(f"    - {{ heard: {SENTENCE}, says: {tone} }}\n" for tone in tones)
    return f"name: figures\nagent:\n  turns:\n{turns}caller:\n  - hang_up: true\n"


# --- Servers -------------------------------------------------------------------------------------------------------


class Programs:
    """Programs in a folder of their own, with nothing of whoever runs this; all are ended with it."""

    def __init__(self, folder):
        self.folder, self.running = folder, []
        (folder / "Config").symlink_to(ROOT / "Config")
        # Where spoken lines are kept from one run to the next.
        (ROOT / ".cora").mkdir(exist_ok=True)
        (folder / ".cora").symlink_to(ROOT / ".cora")

    def start(self, name, command, said, **settings):
        """Starts a program and waits until its log has a line that matches; gives the match."""
        log = self.folder / f"{name}.log"
        environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "PYTHONDONTWRITEBYTECODE": "1", **settings}
        with open(log, "wb") as output:
            program = subprocess.Popen(
                command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        self.running.append(program)
        for _ in range(2400):
            found = re.search(said, log.read_text(errors="replace"))
            if found:
                return found
            check(program.poll() is None, f"{name} ended: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)
        raise Failure(f"{name} did not say {said!r}: {log.read_text(errors='replace')[-2000:]}")

    def stop(self):
        for program in reversed(self.running):
            if program.poll() is None:
                program.terminate()
        for program in reversed(self.running):
            try:
                program.wait(10)
            except subprocess.TimeoutExpired:
                program.kill()


def served(programs, cora, way, turns):
    """The stand-in and a server that uses it; gives the server's address and the stand-in's record."""
    record = programs.folder / "events.jsonl"
    (programs.folder / "figures.yaml").write_text(scenario(turns))
    peers = []
    if way == "peer":
        helper = programs.start("helper", [sys.executable, "-u", HERE / "peer_helper.py"], r"http://[\d.]+:\d+")
        peers = ["--peers", helper.group()]
    model = programs.start(
        "model",
        [cora, "standin", "--port", "0", "--scenario", "figures.yaml", "--tenants", HERE / "tenants.yaml",
         "--first-audio-ms", str(FIRST_AUDIO), "--record", record, *peers], r"http://[^ \n]+").group()
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    programs.start(
        "server", [cora, "serve"], "phrase recorded .*goodbye", HOST="127.0.0.1", PORT=str(port), PUBLIC_URL=address,
        OPENAI_BASE_URL=model, OPENAI_API_KEY="sk-figures", TWILIO_AUTH_TOKEN="9f3c1e7a5b2d4860c1a7e5f3b9d20864",
        TENANTS_FILE=str(HERE / "tenants.yaml"), SHUTDOWN_GRACE_SECONDS="2",
        # A call is to be measured however busy the machine is.
        SHED_LOOP_LAG_MILLISECONDS="600000")
    return address, record


def free_port():
    import socket

    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return bound.getsockname()[1]


class Record:
    """The stand-in's record, read as it is written. Its times count from a session's beginning: when that was is told by the
    event that was read soonest after it happened."""

    WANTED = re.compile(r'"type":"input_audio_buffer\.(speech_started|speech_stopped)"')
    HEAD = re.compile(r'\{"session":"([^"]*)","from":"(\w+)","at_ms":(\d+)')

    def __init__(self, path):
        self.path, self.begun, self.found, self.is_over = path, {}, [], False
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self):
        rest = ""
        with open(self.path, encoding="utf-8") as file:
            while not self.is_over:
                text = file.read()
                now = time.time() * 1000
                if not text:
                    time.sleep(0.001)
                    continue
                *lines, rest = (rest + text).split("\n")
                for line in lines:
                    self._take(line, now)

    def _take(self, line, now):
        session, side, at = self.HEAD.match(line).groups()
        self.begun[session] = min(self.begun.get(session, math.inf), now - int(at))
        found = side == "server" and self.WANTED.search(line[:4000])
        if found:
            self.found.append((found.group(1), session, int(at)))

    def all(self, kind):
        """When the stand-in sent the events of that kind, on the clock, in order."""
        return [self.begun[session] + at for name, session, at in list(self.found) if name == kind]

    def close(self):
        self.is_over = True
        self.reader.join()


# --- A call --------------------------------------------------------------------------------------------------------


def connected(page, way):
    """Presses the button and waits until the agent greets. Gives how long the greeting took from there, and from connected."""
    pressed = page.evaluate("() => { document.querySelector('#call').click(); return Date.now(); }")
    until(page, f"{STATE} === 'live'")
    deadline = time.time() + 10
    while time.time() < deadline:
        page.wait_for_timeout(300)
        began = [moment for moment in (row.began(pressed) for row in Rendered.of(page)) if moment]
        if began:
            break
    else:
        raise Failure(f"no greeting is heard; the page says {page.inner_text('body')!r}")
    state = page.evaluate("() => window.rendered.state")
    media = page.evaluate("() => document.body.dataset.media")
    check(media == MEDIA[way], f"the call goes by {media}: {page.inner_text('body')!r}")
    return min(began) - pressed, min(began) - state["live"][-1]


def hang_up(page):
    page.click("#hangup")
    until(page, f"{STATE} === 'idle'")


@contextlib.contextmanager
def browsing(playwright, speech, address, way):
    browser = launched(playwright, *microphone(speech))
    script = (HERE / "rendered.js").read_text()
    if way == "socket":
        script = "delete window.RTCPeerConnection;" + script
    # The page's own policy would keep what listens from being loaded.
    yield lambda: opened(browser, address + "/client/", script, bypass_csp=True)
    browser.close()


def measure(playwright, cora, way, folder, options):
    """The figures of one way, as lists by name."""
    moments = [6, *range(options.seconds + 12, options.seconds + 12 + 5 * options.turns, 5)]
    speech, tone = folder / "speech.wav", folder / "tone.wav"
    write_speech(speech, moments, moments[-1] + 20)
    write_tone(tone, options.seconds + 2)
    programs = Programs(folder)
    try:
        address, path = served(programs, cora, way, [tone] * (len(moments) + 1))
        record = Record(path)
        try:
            with browsing(playwright, speech, address, way) as new_page:
                return observe(new_page, way, record, moments, options)
        finally:
            record.close()
    finally:
        programs.stop()


def observe(new_page, way, record, moments, options):
    figures = {"greeting": [], "greeted": []}

    def connect(page):
        greeting, greeted = connected(page, way)
        figures["greeting"].append(greeting)
        figures["greeted"].append(greeted)

    for _ in range(options.connects):
        page = new_page()
        connect(page)
        hang_up(page)
        page.close()
    page = new_page()
    connect(page)
    turns = len(moments)
    deadline = time.time() + moments[-1] + 20
    while len(record.all("speech_stopped")) < turns and time.time() < deadline:
        page.wait_for_timeout(500)
    page.wait_for_timeout(2000)
    rows = Rendered.of(page)
    hang_up(page)
    started, stopped = record.all("speech_started"), record.all("speech_stopped")
    heard_at = [round((moment - started[0]) / 1000, 1) for moment in started]
    check(len(stopped) == len(started) == turns, f"the stand-in heard {len(started)} of {turns} turns, at {heard_at} s")

    def heard(moment):
        """The time to the answer's first sample; what is left of the answer before is not that."""
        found = []
        for row in rows:
            silent = row.ended(moment) if row.began(moment, moment + 20) else moment
            found.append(silent and row.began(silent, moment + 5000))
        check(any(found), "an answer was not heard")
        return min(filter(None, found)) - moment

    def silent(moment):
        return max((row.ended(moment) or moment + NEVER) - moment for row in rows)

    # For the first answer the stand-in reads the tone in, and is late to say that it heard the caller.
    figures["firstAudio"] = [heard(moment) for moment in stopped[1:]]
    figures["bargeIn"] = [silent(moment) for moment in started[2:]]
    # The first answer is heard to its end: it is what is looked at for gaps.
    row = loudest(rows, stopped[0], started[1])
    tone = row.span(stopped[0], started[1])
    edge = row.rate // 10
    tone = tone[edge:len(tone) - edge][:options.seconds * row.rate]
    check(len(tone) >= options.seconds * row.rate * 0.98, f"only {len(tone) / row.rate:.1f} s of the tone were rendered")
    gaps, clicks = torn(tone, row.rate, PITCH)
    return {**figures, "gaps": [gaps], "clicks": [clicks]}


TITLES = {
    "firstAudio": "caller silent to first audio", "bargeIn": "caller speaks to agent silent",
    "greeting": "button to greeting", "greeted": "connected to greeting",
    "gaps": "gaps", "clicks": "clicks"}
WAYS = {"socket": "socket", "peer": "WebRTC"}
# What the page calls them.
MEDIA = {"socket": "socket", "peer": "webrtc"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cora")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=WAYS)
    arguments = parser.parse_args()
    options = argparse.Namespace(seconds=15, turns=3, connects=1) if arguments.quick else argparse.Namespace(
        seconds=60, turns=10, connects=4)
    cora = pathlib.Path(arguments.cora).resolve()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    figures = []
    with sync_playwright() as playwright:
        for way in [arguments.only] if arguments.only else WAYS:
            folder = pathlib.Path(tempfile.mkdtemp(prefix="cora-figures-"))
            say(f"in Chromium, by {WAYS[way]} …")
            try:
                found = measure(playwright, cora, way, folder, options)
            except Failure as failure:
                say(f"no figures: {failure}")
                sys.exit(1)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            for name, title in TITLES.items():
                unit = "" if name in ("gaps", "clicks") else "ms"
                title = f"{title} in {options.seconds} s" if not unit else title
                figures.append({
                    "name": f"{way}.{name}", "title": f"{WAYS[way]}: {title}", "unit": unit,
                    "values": [round(value, 1) for value in found[name]]})
    json.dump(figures, sys.stdout)


main()
