import Testing

@testable import CoraFakeTwilio

struct PlayoutEngineTests {
    private var engine = PlayoutEngine()
    private var frame: [UInt8] = []

    private mutating func tick() -> PlayoutEngine.Tick { engine.tick(into: &frame) }

    @Test mutating func `an idle queue plays silence`() {
        #expect(tick() == .init(audioBytes: 0, marks: []))
        #expect(frame == Array(repeating: 0xFF, count: 160))
    }

    @Test mutating func `audio is played in order over ticks of 20 milliseconds`() {
        #expect(engine.enqueue(audio: Array(repeating: 1, count: 100)) == true)
        #expect(engine.enqueue(audio: Array(repeating: 2, count: 100)) == true)
        #expect(tick().audioBytes == 160)
        #expect(frame == Array(repeating: 1, count: 100) + Array(repeating: 2, count: 60))
        #expect(tick().audioBytes == 40)
        #expect(frame == Array(repeating: 2, count: 40) + Array(repeating: 0xFF, count: 120))
        #expect(engine.playedBytes == 200)
        #expect(engine.queuedBytes == 0)
    }

    @Test mutating func `a mark on an idle queue goes back at once`() {
        #expect(engine.enqueue(mark: "a") == .echo)
    }

    @Test mutating func `a mark waits until the audio before it has finished playing`() {
        _ = engine.enqueue(audio: Array(repeating: 1, count: 160))
        #expect(engine.enqueue(mark: "first") == .queued)
        _ = engine.enqueue(audio: Array(repeating: 2, count: 10))
        #expect(engine.enqueue(mark: "second") == .queued)
        #expect(tick().marks == [])
        #expect(tick().marks == ["first"])
        #expect(engine.enqueue(mark: "third") == .queued)
        #expect(tick().marks == ["second", "third"])
        #expect(engine.enqueue(mark: "fourth") == .echo)
    }

    @Test mutating func `clear drops the audio and returns every mark in order`() {
        _ = engine.enqueue(audio: Array(repeating: 1, count: 400))
        _ = engine.enqueue(mark: "a")
        _ = engine.enqueue(audio: Array(repeating: 1, count: 400))
        _ = engine.enqueue(mark: "b")
        _ = tick()
        #expect(engine.clear() == .init(droppedBytes: 640, marks: ["a", "b"]))
        #expect(tick() == .init(audioBytes: 0, marks: []))
        #expect(engine.clear() == .init(droppedBytes: 0, marks: []))
    }

    @Test mutating func `audio after a clear is played`() {
        _ = engine.enqueue(audio: Array(repeating: 1, count: 400))
        _ = engine.clear()
        _ = engine.enqueue(audio: [7])
        _ = engine.enqueue(mark: "new")
        #expect(tick() == .init(audioBytes: 1, marks: []))
        #expect(frame.first == 7)
        #expect(tick().marks == ["new"])
    }

    @Test mutating func `audio past ten minutes is dropped`() {
        #expect(engine.enqueue(audio: Array(repeating: 1, count: PlayoutEngine.capacity)) == true)
        #expect(engine.enqueue(audio: [1]) == false)
        #expect(engine.queuedBytes == PlayoutEngine.capacity)
        _ = tick()
        #expect(engine.enqueue(audio: Array(repeating: 1, count: 160)) == true)
    }

    @Test mutating func `marks that wait are bounded`() {
        _ = engine.enqueue(audio: [1])
        for _ in 0..<PlayoutEngine.markCapacity { _ = engine.enqueue(mark: "m") }
        #expect(engine.enqueue(mark: "one too many") == .dropped)
    }

    @Test mutating func `a long call keeps its order`() {
        var next: UInt8 = 0
        var expected: UInt8 = 0
        for _ in 0..<2_000 {
            let bytes = (0..<200).map { _ in
                next = (next + 1) % 250
                return next
            }
            _ = engine.enqueue(audio: bytes)
            let played = tick()
            for byte in frame.prefix(played.audioBytes) {
                expected = (expected + 1) % 250
                if byte != expected { Issue.record("out of order") }
            }
        }
        #expect(engine.queuedBytes == 2_000 * 40)
    }
}
