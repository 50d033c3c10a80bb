import CoraCall
import CoraTenant
import SeededTesting
import Testing

struct PlayoutClockTests {
    private let start = CallInstant(nanoseconds: 5_000_000_000)
    private func after(_ milliseconds: Int) -> CallInstant { start + .milliseconds(milliseconds) }

    /// One item of a second, with marks at 400 ms and at its end.
    private func second() -> PlayoutClock {
        var clock = PlayoutClock()
        clock.begin("A1", at: start)
        clock.played(bytes: 3200, at: start)
        _ = clock.mark()
        clock.played(bytes: 4800, at: start)
        _ = clock.mark()
        return clock
    }

    @Test func `nothing sent is nothing heard`() {
        var clock = PlayoutClock()

        #expect(clock.heard(at: after(1000)) == 0)
        #expect(!clock.isPlaying(at: start))
        #expect(clock.cut(at: start) == nil)
        #expect(clock.heardMilliseconds(of: "A1", at: start) == nil)
    }

    @Test func `time runs at eight bytes a millisecond, and stops at a mark that is out`() {
        let clock = second()

        #expect(clock.heard(at: after(100)) == 800)
        #expect(clock.heard(at: after(400)) == 3200)
        #expect(clock.heard(at: after(900)) == 3200)
    }

    @Test func `a mark says where playback is, and time runs on from there`() {
        var clock = second()
        let isOurs = clock.returned(1, at: after(450))

        #expect(isOurs)
        #expect(clock.heard(at: after(450)) == 3200)
        #expect(clock.heard(at: after(550)) == 4000)
        #expect(clock.heardMilliseconds(of: "A1", at: after(550)) == 500)
        #expect(clock.expectedEnd == after(1050))
    }

    @Test func `a later mark speaks for those before it`() {
        var clock = second()

        #expect(clock.returned(2, at: after(1000)) == true)
        #expect(clock.heard(at: after(1000)) == 8000)
        #expect(clock.returned(1, at: after(1001)) == false)
        #expect(!clock.isPlaying(at: after(1001)))
    }

    @Test func `a report says where playback is between marks, and time runs on from there`() {
        var clock = second()
        // Playback began 60 ms late.
        clock.reported(320, at: after(100))
        #expect(clock.heard(at: after(100)) == 320)
        #expect(clock.heard(at: after(150)) == 720)
        clock.reported(720, at: after(250))
        #expect(clock.heard(at: after(250)) == 720)
        #expect(clock.expectedEnd == after(1160))
    }

    @Test func `a report stops at a mark that is out, and at what was sent`() {
        var clock = second()
        clock.reported(5000, at: after(100))
        #expect(clock.heard(at: after(100)) == 3200)
        _ = clock.returned(2, at: after(200))
        clock.reported(9000, at: after(300))
        #expect(clock.heard(at: after(300)) == 8000)
    }

    @Test func `an old report changes nothing, before a cut and after it`() {
        var clock = second()
        clock.reported(1600, at: after(200))
        clock.reported(800, at: after(210))
        #expect(clock.heard(at: after(200)) == 1600)
        let cut = clock.cut(at: after(300))
        #expect(cut?.pieces == [.init(item: "A1", heardMilliseconds: 300)])
        clock.reported(2400, at: after(310))
        clock.begin("A2", at: after(400))
        clock.played(bytes: 800, at: after(400))
        #expect(clock.heardMilliseconds(of: "A2", at: after(450)) == 50)
        clock.reported(8200, at: after(460))
        #expect(clock.heardMilliseconds(of: "A2", at: after(460)) == 25)
    }

    @Test func `what a mark is out for is playing, however long that takes`() {
        #expect(second().isPlaying(at: after(60_000)))
    }

    @Test func `a cut takes what was not heard, and marks from before it mean nothing`() {
        var clock = second()
        let cut = clock.cut(at: after(300))

        #expect(cut == Cut(pieces: [.init(item: "A1", heardMilliseconds: 300)], unheard: .milliseconds(700)))
        #expect(clock.returned(1, at: after(310)) == false)
        #expect(clock.returned(2, at: after(310)) == false)
        #expect(!clock.isPlaying(at: after(310)))
        #expect(clock.cut(at: after(320)) == nil)
        #expect(clock.heardMilliseconds(of: "A1", at: after(320)) == nil)
    }

    @Test func `after a cut the clock begins with what is sent next`() {
        var clock = second()
        _ = clock.cut(at: after(300))
        clock.begin("A2", at: after(2000))
        clock.played(bytes: 1600, at: after(2000))

        #expect(clock.heardMilliseconds(of: "A2", at: after(2050)) == 50)
        #expect(clock.expectedEnd == after(2200))
    }

    @Test func `of two items on the line the first is cut where it was heard, the later one at zero`() {
        var clock = second()
        clock.begin("A2", at: after(100))
        clock.played(bytes: 4000, at: after(100))
        let cut = clock.cut(at: after(250))

        #expect(
            cut?.pieces == [
                .init(item: "A1", heardMilliseconds: 250), .init(item: "A2", heardMilliseconds: 0),
            ])
        #expect(cut?.unheard == .milliseconds(1250))
    }

    @Test func `an item that was heard to its end is not cut`() {
        var clock = second()
        clock.begin("A2", at: after(100))
        clock.played(bytes: 4000, at: after(100))
        _ = clock.returned(2, at: after(1000))

        #expect(clock.cut(at: after(1100))?.pieces == [.init(item: "A2", heardMilliseconds: 100)])
    }

    @Test func `an item without audio is not cut`() {
        var clock = second()
        clock.begin("A2", at: after(100))

        #expect(clock.cut(at: after(250))?.pieces == [.init(item: "A1", heardMilliseconds: 250)])
    }

    @Test func `a pause of the model is not playback`() {
        var clock = PlayoutClock()
        clock.begin("A1", at: start)
        clock.played(bytes: 800, at: start)
        clock.played(bytes: 800, at: after(5000))

        #expect(clock.heard(at: after(5050)) == 1200)
        #expect(clock.cut(at: after(5050))?.pieces == [.init(item: "A1", heardMilliseconds: 150)])
    }
}

/// The clock against a carrier that really plays, over random schedules.
struct PlayoutExactnessTests {
    /// What is bounded. With a way of at most `d` in each direction, what the clock says differs from what the carrier
    /// has played by at most `d`: over, until the first mark tells how long the way is; under, by the way back of the
    /// last mark. How often marks are set does not come into it, because time runs between them. When a cut's clear
    /// arrives, one way later, the carrier has played at most one way more.
    @Test(arguments: 0..<200)
    func `heard is what the carrier played, to within the way there and back`(seed: Int) {
        var line = Line(seed: UInt64(seed))
        for _ in 0..<600 { line.step() }

        #expect(line.broken.prefix(3) == [])
        #expect(line.cuts > 0)
        #expect(line.sentInAll > 100_000)
    }

    /// One random conversation between a clock, a carrier and a carrier without any way to go.
    private struct Line {
        var random: SeededGenerator
        var clock = PlayoutClock()
        var carrier = Carrier()
        var ideal = Carrier()
        var now = CallInstant(nanoseconds: 1_000_000_000)
        let way: CallDuration
        var lastHeard = 0
        var pendingCuts: [(at: CallInstant, heard: Int)] = []
        var broken: [String] = []
        var cuts = 0
        var sentInAll: Int { clock.sent }

        init(seed: UInt64) {
            random = SeededGenerator(seed: seed)
            way = .milliseconds(Int.random(in: 0...150, using: &random))
            clock.begin("A0", at: now)
        }

        mutating func step() {
            now = now + CallDuration(nanoseconds: Int64.random(in: 0...60_000_000, using: &random))
            for (at, mark) in carrier.marksReturned(at: now, delay: way) { _ = clock.returned(mark, at: at) }
            check()
            switch Int.random(in: 0..<100, using: &random) {
            case ..<55: send(Int.random(in: 1...2400, using: &random))
            case ..<75:
                let mark = clock.mark()
                carrier.send(mark: mark, at: now, delay: way)
            case ..<80: clock.begin("A\(Int.random(in: 0...999, using: &random))", at: now)
            case ..<82: cut()
            case ..<84: now = now + .milliseconds(Int.random(in: 0...2000, using: &random))
            default: break
            }
        }

        mutating func send(_ bytes: Int) {
            clock.played(bytes: bytes, at: now)
            carrier.send(audio: bytes, at: now, delay: way)
            ideal.send(audio: bytes, at: now, delay: .zero)
            check()
        }

        mutating func cut() {
            let heard = clock.heard(at: now)
            guard let cut = clock.cut(at: now) else { return }
            cuts += 1
            if cut.unheard != LineAudio.duration(ofBytes: clock.sent - heard) { broken.append("unheard \(cut)") }
            // Both carriers pass over what was dropped; the real one has played on for one way meanwhile.
            var before = carrier
            let played = before.position(at: now + way, delay: way)
            let bound = LineAudio.bytes(in: way) + 1
            if heard > played + bound || played > heard + 2 * bound { broken.append("cut at \(heard), was \(played)") }
            carrier.sendClear(at: now, delay: way)
            ideal.sendClear(at: now, delay: .zero)
            lastHeard = clock.heard(at: now)
            // What was cut is settled before the next audio goes out.
            now = now + way + way
            for (at, mark) in carrier.marksReturned(at: now, delay: way) where clock.returned(mark, at: at) {
                broken.append("mark \(mark) counted after clear")
            }
        }

        mutating func check() {
            let heard = clock.heard(at: now)
            let played = carrier.position(at: now, delay: way)
            let possible = ideal.position(at: now, delay: .zero)
            let bound = LineAudio.bytes(in: way) + 1
            if heard > clock.sent { broken.append("heard \(heard) of \(clock.sent)") }
            if heard < lastHeard { broken.append("back from \(lastHeard) to \(heard)") }
            if heard > possible + 1 { broken.append("heard \(heard), possible \(possible)") }
            if heard > played + bound || heard < played - bound { broken.append("heard \(heard), played \(played)") }
            lastHeard = heard
        }
    }
}
