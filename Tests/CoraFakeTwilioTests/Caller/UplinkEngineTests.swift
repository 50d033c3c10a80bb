import Testing

@testable import CoraFakeTwilio

struct UplinkEngineTests {
    private var engine = UplinkEngine(firstTimestamp: 155)
    private var frame: [UInt8] = []

    private mutating func next() -> Int? { engine.nextFrame(into: &frame) }

    @Test mutating func `silence is sent too`() {
        #expect(next() == 155)
        #expect(frame == Array(repeating: 0xFF, count: 160))
        #expect(next() == 175)
    }

    @Test mutating func `speech is sent in frames, and its tail is filled up`() {
        engine.speak(Array(repeating: 9, count: 200))
        #expect(engine.isSpeaking)
        _ = next()
        #expect(frame == Array(repeating: 9, count: 160))
        #expect(engine.isSpeaking)
        _ = next()
        #expect(frame == Array(repeating: 9, count: 40) + Array(repeating: 0xFF, count: 120))
        #expect(!engine.isSpeaking)
    }

    @Test mutating func `while muted nothing is sent, and timestamps go on`() {
        engine.speak(Array(repeating: 9, count: 480))
        engine.isMuted = true
        #expect(next() == nil)
        #expect(next() == nil)
        engine.isMuted = false
        #expect(next() == 195)
        #expect(frame.first == 9)
        #expect(!engine.isSpeaking)
    }
}
