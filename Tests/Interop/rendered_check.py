"""Holds what finds gaps and clicks (rendered.py) to sounds of which it is known where they are torn. Usage: rendered_check.py"""

import array
import math
import random

from checks import Checks, check
from rendered import BLOCK, Rendered, torn

PITCH, LEVEL = 440, 8000


def tone(rate, seconds=2.0, noise=0.0):
    chance = random.Random(1)
    return array.array("h", [
        round(LEVEL * math.sin(2 * math.pi * PITCH * n / rate) + chance.gauss(0, noise)) for n in range(round(rate * seconds))])


def found(name, samples, rate, gaps, clicks):
    def same():
        has = torn(samples, rate, PITCH)
        check(has == (gaps, clicks), f"found {has[0]} gaps and {has[1]} clicks, wanted {gaps} and {clicks}")

    checks.run(f"{name}, at {rate} Hz", same)


def times():
    # Half a second of silence, a second of sound, half a second of silence, rendered from 1000 on, in time.
    rate = 24000
    samples = array.array("h", bytes(rate)) + tone(rate, 1.0) + array.array("h", bytes(rate))
    row = Rendered(samples, rate, array.array("d", [1000 + n * BLOCK * 1000 / rate for n in range(len(samples) // BLOCK + 1)]))
    check(abs(row.began(1000) - 1500) < 6, row.began(1000))
    check(row.began(1000, before=1400) is None, "nothing is heard before 1.4 s")
    check(abs(row.ended(1700) - 2500) < 6, row.ended(1700))
    check(row.ended(2600) == 2600, "at 2.6 s it is silent already")
    check(abs(len(row.span(1000, 3000)) / rate - 1) < 0.01, len(row.span(1000, 3000)))
    muted = Rendered(array.array("h", samples), rate, row.times, since=2000)
    check(abs(muted.began(1000) - 2000) < 6, muted.began(1000))


checks = Checks()
for rate in (24000, 44100, 48000):
    whole = tone(rate)
    found("an even tone", whole, rate, 0, 0)
    found("a tone with the noise of a codec", tone(rate, noise=40), rate, 0, 0)
    middle = len(whole) // 2
    dropped = array.array("h", whole)
    dropped[middle:middle + rate // 100] = array.array("h", bytes(2 * (rate // 100)))
    found("ten milliseconds of nothing", dropped, rate, 1, 0)
    # A third of a period is left out.
    found("a jump", whole[:middle] + whole[middle + rate // PITCH // 3:], rate, 0, 1)
    twice = array.array("h", whole)
    for place in (middle // 2, middle):
        twice[place] = min(32767, twice[place] + LEVEL)
    found("two samples that are wrong", twice, rate, 0, 2)
checks.run("when sound begins and ends", times)
checks.finish()
