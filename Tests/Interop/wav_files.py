#!/usr/bin/env python3
"""Checks the WAV files of calls with sox.

    wav_files.py FOLDER …

Each folder is that of a call: `caller.wav`, `agent.wav`, `call.wav` and what `cora call` printed, `report.txt`. sox has
to read them, at the rate, length and levels they ought to have. The last line printed is "N passed, N failed".
"""

import array
import pathlib
import re
import subprocess
import sys

from checks import Checks, check

RATE = 8000
# The longest the fake Twilio's clock and its own tracks may differ: a frame at either end, and what follows the stop.
SLACK = 0.1


def soxi(option, path):
    return subprocess.run(["soxi", option, str(path)], check=True, capture_output=True, text=True).stdout.strip()


def samples(path, *effects):
    """What sox hears in a file."""
    command = ["sox", str(path), "-t", "raw", "-e", "signed", "-b", "16", "-L", "-", *effects]
    values = array.array("h")
    values.frombytes(subprocess.run(command, check=True, capture_output=True).stdout)
    return values


def loudness(values):
    """The level of the loudest fifth of a second, from 0 to 1."""
    size = RATE // 5
    windows = (values[start : start + size] for start in range(0, len(values) - size, size))
    return max((sum(value * value for value in window) / size) ** 0.5 for window in windows) / 32768


def described(folder, name, channels):
    path = folder / name
    found = [soxi(option, path) for option in ("-t", "-r", "-c", "-b", "-e")]
    check(found == ["wav", str(RATE), str(channels), "16", "Signed Integer PCM"], f"{name}: {found}")
    return int(soxi("-s", path)) / RATE


def files(folder):
    seconds = {described(folder, "caller.wav", 1), described(folder, "agent.wav", 1), described(folder, "call.wav", 2)}
    check(len(seconds) == 1, f"three lengths: {seconds}")
    length = seconds.pop()
    ticks = int(re.search(r"(\d+) ticks", (folder / "report.txt").read_text()).group(1))
    check(abs(length - ticks * 0.02) <= SLACK, f"{length:.2f} s for {ticks} ticks of 20 ms")
    return f"{length:.2f} s"


def levels(folder):
    # A caller who is scripted to say nothing is the one that must not be heard.
    says = re.search(r"^ .* caller +(interrupts: )?“", (folder / "report.txt").read_text(), re.MULTILINE)
    caller, agent = loudness(samples(folder / "caller.wav")), loudness(samples(folder / "agent.wav"))
    check(0.02 < agent < 0.5, f"the agent's level is {agent:.3f}")
    check(0.02 < caller < 0.5 if says else caller < 0.001, f"the caller's level is {caller:.3f}")
    return f"caller {caller:.3f}, agent {agent:.3f}"


def channels(folder):
    left, right = (samples(folder / "call.wav", "remix", channel) for channel in "12")
    check(left == samples(folder / "caller.wav"), "the left channel is not the caller")
    check(right == samples(folder / "agent.wav"), "the right channel is not the agent")


def main(paths):
    checks = Checks()
    for path in map(pathlib.Path, paths):
        checks.run(f"{path.name}: sox reads the files, and they are as long as the call", files, path)
        checks.run(f"{path.name}: levels", levels, path)
        checks.run(f"{path.name}: the caller is left, the agent right", channels, path)
    checks.finish()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
