"""`cora top` on a real (pseudo) terminal. Usage: top_terminal.py CORA OPS_STAND_IN"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

from checks import Checks, Failure, check

checks = Checks()
cora, program = sys.argv[1:3]


class Person:
    """Somebody at a terminal that runs a command."""

    def __init__(self, *command, columns=80, rows=24, **environment):
        self.master, self.slave = pty.openpty()
        self.resize(columns, rows, tell=False)
        self.before = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(
            command, stdin=self.slave, stdout=self.slave, stderr=self.slave, start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", **environment})
        self.said = ""

    def resize(self, columns, rows, tell=True):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if tell:
            self.process.send_signal(signal.SIGWINCH)

    def press(self, keys):
        self.said = ""
        os.write(self.master, keys.encode())

    def sees(self, text, within=8):
        """Waits for a text on the screen, colours left out."""
        end = time.monotonic() + within
        while time.monotonic() < end:
            if select.select([self.master], [], [], 0.1)[0]:
                self.said += os.read(self.master, 65536).decode(errors="replace")
            if text in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.said):
                return
        raise Failure(f"never shown: {text}\n{self.said[-2000:]!r}")

    def ends(self, status):
        end = time.monotonic() + 5
        while self.process.poll() is None and time.monotonic() < end:
            if select.select([self.master], [], [], 0.1)[0]:
                self.said += os.read(self.master, 65536).decode(errors="replace")
        if self.process.poll() is None:
            self.process.kill()
            raise Failure("it does not end")
        while select.select([self.master], [], [], 0.1)[0]:
            self.said += os.read(self.master, 65536).decode(errors="replace")
        check(self.process.returncode == status, f"its status is {self.process.returncode}, wanted {status}")

    def is_restored(self):
        check(termios.tcgetattr(self.slave) == self.before, "the terminal's settings were not given back")
        tail = self.said[-40:]
        check("\x1b[?25h" in tail and "\x1b[?1049l" in tail, f"cursor and screen were not given back: {tail!r}")


def looking(url):
    person = Person(cora, "top", "--url", url)
    person.sees("CORA voice-2")
    person.sees("WHAT IT IS DOING")
    person.press("/sunset")
    person.sees("Filter: sunset")
    person.press("\r")
    person.press("\x1b[B\r")
    person.sees("Answers, the newest first")
    person.press("\x1b")
    person.sees("Enter call")
    person.press("h")
    person.sees("show the call's timeline")
    person.press("h")
    person.resize(160, 50)
    person.sees("CALLER")
    person.press("q")
    person.ends(0)
    person.is_restored()


def hanging_up(url):
    person = Person(cora, "top", "--url", url)
    person.sees("CORA voice-2")
    person.press("\x1b[B")
    time.sleep(0.3)
    person.press("k")
    person.sees("[y/N]")
    person.press("n")
    person.sees("Nothing was done.")
    person.press("k")
    person.sees("[y/N]")
    person.press("y")
    person.sees("Asked to hang up.")
    person.press("\x03")
    person.ends(0)
    person.is_restored()


def stopped(url, number):
    person = Person(cora, "top", "--url", url)
    person.sees("CORA voice-2")
    person.process.send_signal(number)
    person.ends(0)
    person.is_restored()


def colourless(url):
    person = Person(cora, "top", "--url", url, NO_COLOR="1")
    person.sees("CORA voice-2")
    person.press("q")
    person.ends(0)
    check(not re.search(r"\x1b\[[0-9;]+m", person.said.replace("\x1b[0m", "")), "there are colours")


def lost():
    person = Person(cora, "top", "--url", "http://127.0.0.1:9")
    person.sees("cannot be reached")
    person.press("q")
    person.ends(0)
    person.is_restored()


def once(url):
    answer = subprocess.run([cora, "top", "--once", "--url", url], capture_output=True, text=True, timeout=20)
    check(answer.returncode == 0 and "\x1b" not in answer.stdout, f"{answer.returncode} {answer.stderr}")
    check(answer.stdout.count("+1415555") >= 290, "not every call is listed")
    answer = subprocess.run(f"{cora} top --once --url {url} | head -n 1", shell=True, capture_output=True, text=True, timeout=20)
    check(not answer.stderr, f"nobody reads on, and it says {answer.stderr[:200]}")
    answer = subprocess.run([cora, "top", "--once", "--url", "http://127.0.0.1:9"], capture_output=True, text=True, timeout=20)
    check(answer.returncode == 1 and "cannot be reached" in answer.stderr, f"{answer.returncode} {answer.stderr}")


stand_in = subprocess.Popen([program, "--port", "0", "--calls", "300"], stdout=subprocess.PIPE, text=True)
try:
    url = stand_in.stdout.readline().split()[-1].removesuffix("/ops")
    checks.run("a person looks, filters, opens a call, and quits", looking, url)
    checks.run("a call is hung up, once that is confirmed", hanging_up, url)
    checks.run("SIGTERM gives the terminal back", stopped, url, signal.SIGTERM)
    checks.run("SIGINT gives the terminal back", stopped, url, signal.SIGINT)
    checks.run("no colour where none is wanted", colourless, url)
    checks.run("an instance that is away is told", lost)
    checks.run("in a pipe it prints once", once, url)
finally:
    stand_in.kill()
checks.finish()
