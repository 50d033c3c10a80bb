import Testing

@testable import CoraFakeTwilio

@Suite struct UplinkEngineTests {
    private var engine = UplinkEngine(firstTimestamp: 155)
    private var frame: [UInt8] = []

    private mutating func next() -> Int? { engine.nextFrame(into: &frame) }

    @Test mutating func silenceIsSentToo() {
        #expect(next() == 155)
        #expect(frame == Array(repeating: 0xFF, count: 160))
        #expect(next() == 175)
    }

    @Test mutating func speechIsSentInFramesAndItsTailIsFilledUp() {
        engine.speak(Array(repeating: 9, count: 200))
        #expect(engine.isSpeaking)
        _ = next()
        #expect(frame == Array(repeating: 9, count: 160))
        #expect(engine.isSpeaking)
        _ = next()
        #expect(frame == Array(repeating: 9, count: 40) + Array(repeating: 0xFF, count: 120))
        #expect(!engine.isSpeaking)
    }

    @Test mutating func whileMutedNothingIsSentAndTimestampsGoOn() {
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
