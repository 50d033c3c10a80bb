"""What a page rendered (rendered.js), and what can be said of it: when sound began, when it ended, where it was torn."""

import array
import base64
import bisect
import math

BLOCK = 128
# A sample that is heard. The agent's voice is some thirty times as loud; what a codec leaves of silence is less.
LOUD = 100
# So much silence is an end, and no pause between two periods, in milliseconds.
END = 200


class Rendered:
    """One row of samples of 16 bits, with the clock's time, in milliseconds, at which each block of them was rendered."""

    def __init__(self, samples, rate, times, since=0.0):
        self.samples, self.rate, self.times = samples, rate, times
        # What was rendered before `since`, where nobody could hear it.
        if since and times:
            silent = bisect.bisect_left(times, since) * BLOCK
            self.samples[:silent] = array.array("h", bytes(2 * min(silent, len(samples))))

    @classmethod
    def of(cls, page):
        """All that a page has rendered."""
        rows = []
        for tap in page.evaluate("() => window.rendered.all()"):
            if tap["since"] is None:
                continue
            samples, times = array.array("h"), array.array("d")
            samples.frombytes(base64.b64decode(tap["samples"]))
            times.frombytes(base64.b64decode(tap["times"]))
            rows.append(cls(samples, round(tap["rate"]), times, tap["since"]))
        return rows

    def time(self, index):
        """When the sample of that index was rendered."""
        return self.times[index // BLOCK]

    def _index(self, moment):
        """The first sample that was rendered at that time or later."""
        return bisect.bisect_left(self.times, moment) * BLOCK

    def began(self, after, before=math.inf):
        """When the first sample that is heard was rendered, from `after` to `before`; None if none was."""
        for index in range(self._index(after), len(self.samples)):
            if abs(self.samples[index]) > LOUD:
                moment = self.time(index)
                return moment if moment < before else None
        return None

    def ended(self, after):
        """When the last sample that is heard was rendered, before a silence that begins after `after`; `after` itself if it
        was silent by then; None if no silence came."""
        silence = END * self.rate // 1000
        start = last = self._index(after)
        for index in range(start, len(self.samples)):
            if abs(self.samples[index]) > LOUD:
                last = index
            elif index - last >= silence:
                return after if last == start else self.time(last)
        return None

    def span(self, after, before):
        """The samples between the first and the last that are heard in that time."""
        indices = [
            index for index in range(self._index(after), min(self._index(before), len(self.samples)))
            if abs(self.samples[index]) > LOUD]
        return self.samples[indices[0]:indices[-1] + 1] if indices else self.samples[:0]


def loudest(rows, after, before):
    """Of the rows, the one with most to hear in that time."""
    return max(rows, key=lambda row: len(row.span(after, before)) / row.rate)


def torn(samples, rate, pitch):
    """How many gaps and how many clicks there are in what should be one even tone of that pitch, in Hz.

    A gap: 5 ms in which the tone has less than a quarter of its level. A click: a sample that does not follow from the two
    before it, as those of a tone do, by more than a fifth of the tone's amplitude. What belongs to one event, within 20 ms,
    counts once; a click in a gap is the gap."""
    window = rate * 5 // 1000
    levels = [
        math.sqrt(sum(sample * sample for sample in samples[start:start + window]) / window)
        for start in range(0, len(samples) - window + 1, window)]
    if not levels:
        return 0, 0
    usual = sorted(levels)[len(levels) // 2]
    near = rate * 20 // 1000
    gaps = _apart([index * window for index, level in enumerate(levels) if level < usual / 4], near)
    turn = 2 * math.cos(2 * math.pi * pitch / rate)
    most = usual * math.sqrt(2) / 5
    steps = [
        index for index in range(2, len(samples))
        if abs(samples[index] - turn * samples[index - 1] + samples[index - 2]) > most]
    silent = {index * window + offset * window for index, level in enumerate(levels) if level < usual / 4 for offset in range(-4, 5)}
    clicks = _apart([index for index in steps if index // window * window not in silent], near)
    return len(gaps), len(clicks)


def _apart(places, near):
    """The places without those that follow another within `near`."""
    found, last = [], -math.inf
    for place in places:
        if place - last > near:
            found.append(place)
        last = place
    return found
