import CoraCall
import CoraTenant
import Testing

struct BargeInTests {
    @Test func `the caller speaks over the agent: cut at the millisecond heard`() {
        var call = CallDriver.make(in: .live)
        call.pass(.milliseconds(340))

        #expect(
            call.callerSpeaks()
                == .bargeIn(Cut(pieces: [.init(item: "A1", heardMilliseconds: 340)], unheard: .milliseconds(660))))
        #expect(call.machine.figures.bargeIns == 1)
    }

    @Test func `all that was sent has been heard but the item goes on: it is cut there`() {
        var call = CallDriver.quiet()
        call.begin("R1")
        call.speak("A1", in: "R1", milliseconds: 400, finishes: false)
        call.pass(.seconds(2))

        #expect(
            call.callerSpeaks() == .bargeIn(Cut(pieces: [.init(item: "A1", heardMilliseconds: 400)], unheard: .zero)))
    }

    @Test func `the model has finished, the caller has not finished hearing: cut all the same`() {
        var call = CallDriver.make(in: .live)
        #expect(call.done("R1") == .rest)
        call.pass(.milliseconds(500))

        #expect(
            call.callerSpeaks()
                == .bargeIn(Cut(pieces: [.init(item: "A1", heardMilliseconds: 500)], unheard: .milliseconds(500))))
    }

    @Test func `all was heard: there is nothing to clear`() {
        var call = CallDriver.make(in: .live)
        _ = call.done("R1")
        call.pass(.milliseconds(1100))

        #expect(call.marks.last == .allHeard)
        #expect(call.callerSpeaks() == .listen)
        #expect(call.machine.figures.bargeIns == 0)
    }

    @Test func `of two items the first is cut where it was heard, the second at zero`() {
        var call = CallDriver.make(in: .live)
        call.speak("A2", in: "R1", milliseconds: 400)
        call.pass(.milliseconds(200))

        guard case .bargeIn(let cut) = call.callerSpeaks() else {
            Issue.record("not a barge-in")
            return
        }
        #expect(
            cut.pieces == [
                .init(item: "A1", heardMilliseconds: 200), .init(item: "A2", heardMilliseconds: 0),
            ])
    }

    @Test func `an item that has no audio yet is not cut`() {
        var call = CallDriver.make(in: .live)
        _ = call.machine.audioBegan(item: "A2", response: "R1", at: call.now)
        call.pass(.milliseconds(200))

        guard case .bargeIn(let cut) = call.callerSpeaks() else {
            Issue.record("not a barge-in")
            return
        }
        #expect(cut.pieces.map(\.item) == ["A1"])
    }

    @Test func `marks that come back because of the clear are not counted as heard`() {
        var call = CallDriver.make(in: .live)
        call.pass(.milliseconds(100))
        _ = call.callerSpeaks()
        call.pass(.milliseconds(20))

        #expect(call.marks == [.stray, .stray, .stray, .stray, .stray])
        #expect(call.machine.figures.marksStray == 5)
        #expect(call.machine.figures.marksReturned == 0)
    }

    @Test func `deltas that come late are dropped and counted`() {
        var call = CallDriver.make(in: .live)
        _ = call.callerSpeaks()
        let before = call.machine.playout.sent
        call.delta(milliseconds: 100)
        call.delta(milliseconds: 100)

        #expect(call.machine.playout.sent == before)
        #expect(call.machine.figures.deltasLate == 2)
    }

    @Test func `the end of an item that came late is not a late delta`() {
        var call = CallDriver.make(in: .live)
        _ = call.callerSpeaks()

        #expect(!call.machine.isAudible)
        #expect(call.machine.audioFinished() == nil)
        #expect(call.machine.figures.deltasLate == 0)
    }

    @Test func `a new item of the response that was interrupted is dropped too`() {
        var call = CallDriver.make(in: .live)
        _ = call.callerSpeaks()

        #expect(call.speak("A2", in: "R1", milliseconds: 100) == false)
    }

    @Test func `a response that is interrupted before its first audio is not heard`() {
        var call = CallDriver.quiet()
        call.begin("R1")

        #expect(call.callerSpeaks() == .listen)
        #expect(call.speak("A1", in: "R1", milliseconds: 100) == false)
    }

    @Test func `the answer to what the caller said is heard`() {
        var call = CallDriver.make(in: .live)
        _ = call.callerSpeaks()
        _ = call.done("R1", .cancelled)
        call.machine.speechStopped(at: call.now)
        call.begin("R2")

        #expect(call.speak("A2", in: "R2", milliseconds: 400) == true)
        #expect(call.machine.figures.deltasLate == 0)
    }

    @Test func `audio of a response that is not the active one is not heard`() {
        var call = CallDriver.make(in: .live)

        #expect(call.speak("X1", in: "out of band", milliseconds: 100) == false)
    }
}
