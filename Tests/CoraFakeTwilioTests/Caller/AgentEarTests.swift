import Testing

@testable import CoraFakeTwilio

struct AgentEarTests {
    private var ear = AgentEar()

    /// Plays so many full ticks from a moment on.
    private mutating func play(_ ticks: Int, from start: Int) {
        for tick in 0..<ticks { _ = ear.played(bytes: 160, at: .milliseconds(start + tick * 20)) }
    }

    @Test mutating func `a stretch begins with the first audio and counts what is heard`() {
        ear.received(at: .milliseconds(93))
        #expect(ear.played(bytes: 160, at: .milliseconds(100)) == .started)
        #expect(ear.played(bytes: 80, at: .milliseconds(120)) == nil)
        let speech = ear.current
        #expect(speech?.receivedAt == .milliseconds(93))
        #expect(speech?.startedAt == .milliseconds(100))
        #expect(speech?.endedAt == .milliseconds(130))
        #expect(speech?.heardMilliseconds == 30)
    }

    @Test mutating func `a short gap is within a stretch`() {
        play(5, from: 0)
        for moment in stride(from: 100, to: 380, by: 20) {
            #expect(ear.played(bytes: 0, at: .milliseconds(moment)) == nil)
        }
        play(1, from: 380)
        #expect(ear.speeches.count == 1)
        #expect(ear.current?.heardMilliseconds == 120)
    }

    @Test mutating func `a long gap ends a stretch`() {
        play(5, from: 0)
        #expect(ear.played(bytes: 0, at: .milliseconds(380)) == nil)
        guard case .ended(let speech) = ear.played(bytes: 0, at: .milliseconds(400)) else {
            Issue.record("it goes on")
            return
        }
        #expect(speech.end == .finished)
        #expect(speech.endedAt == .milliseconds(100))
        #expect(ear.current == nil)
    }

    @Test mutating func `a clear cuts a stretch`() {
        play(5, from: 0)
        guard case .ended(let speech) = ear.cleared(droppedBytes: 8_000) else {
            Issue.record("it goes on")
            return
        }
        #expect(speech.end == .cleared(unheardMilliseconds: 1_000))
        #expect(speech.heardMilliseconds == 100)
        play(1, from: 120)
        #expect(ear.speeches.count == 2)
    }

    @Test mutating func `a clear of nothing cuts nothing`() {
        play(5, from: 0)
        #expect(ear.cleared(droppedBytes: 0) == nil)
        #expect(ear.current != nil)
    }

    @Test mutating func `the end of the stream tells what was not heard`() {
        play(1, from: 0)
        _ = ear.streamEnded(droppedBytes: 80)
        #expect(ear.speeches.last?.end == .streamEnded(unheardMilliseconds: 10))
    }
}
