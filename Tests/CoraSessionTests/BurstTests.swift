import CoraCall
import CoraTenant
import NIOCore
import Testing

/// What one read of a socket brings at once, because the line was late or the loop was.
@Suite struct BurstTests {
    /// A call on which nothing is said, with the number of bytes that 20 ms have at the model.
    private func call(_ encoding: AudioEncoding) async throws -> (TestCall, frame: Int) {
        var options = TestCall.Options()
        options.tenant = TestCall.tenant(encoding: encoding)
        let call = try await TestCall.quiet(options)
        try await call.carrier { $0.microphoneOff() }
        return (call, encoding == .pcmu ? 160 : 960)
    }

    /// What the model was sent since so many events, in order.
    private func sequence(_ call: TestCall, from start: Int) async throws -> [String] {
        try await call.model { Array($0.sequence.dropFirst(start)) }
    }

    @Test(.timeLimit(.minutes(10)), arguments: [AudioEncoding.pcmu, .pcm16])
    func `frames of one read leave in one write, and are one append where their base64 can be put together`(
        encoding: AudioEncoding
    ) async throws {
        let (call, frame) = try await call(encoding)
        let (start, writes) = try await call.model { ($0.sequence.count, try $0.writes()) }
        try await call.carrier { carrier in carrier.together { for byte in 1...5 { carrier.media(UInt8(byte)) } } }
        #expect(try await call.model { try $0.writes() } == writes + 1)
        let expected = encoding == .pcmu ? Array(repeating: "160", count: 5) : ["\(5 * frame)"]
        #expect(try await sequence(call, from: start) == expected)
    }

    @Test(.timeLimit(.minutes(10)), arguments: [AudioEncoding.pcmu, .pcm16])
    func `the model hears the same, whether frames come one by one or in one read`(
        encoding: AudioEncoding
    ) async throws {
        var heard: [[UInt8]] = []
        for isTogether in [false, true] {
            let (call, frame) = try await call(encoding)
            let (start, before) = try await call.model { ($0.sequence.count, $0.audio.count) }
            try await call.carrier { carrier in
                let frames = { for byte in 1...5 { carrier.media(UInt8(byte * 40)) } }
                if isTogether { carrier.together(frames) } else { frames() }
            }
            heard.append(try await call.model { Array($0.audio.dropFirst(before)) })
            #expect(heard.last?.count == 5 * frame)
            guard !isTogether else { continue }
            #expect(try await sequence(call, from: start) == Array(repeating: "\(frame)", count: 5))
        }
        #expect(heard[0] == heard[1])
    }

    @Test(.timeLimit(.minutes(10)))
    func `a key between the frames of one read keeps its place`() async throws {
        let (call, frame) = try await call(.pcm16)
        let start = try await call.model { $0.sequence.count }
        try await call.carrier { carrier in
            carrier.together {
                carrier.media()
                carrier.media()
                carrier.press("7")
                carrier.press("#")
                carrier.media()
            }
        }
        let sequence = try await sequence(call, from: start)
        #expect(sequence.first == "\(2 * frame)")
        #expect(sequence.last == "\(frame)")
        #expect(sequence.dropFirst().first == "conversation.item.create")
    }

    @Test(.timeLimit(.minutes(10)), arguments: [AudioEncoding.pcmu, .pcm16])
    func `a broken frame between others is left out, and nothing else`(encoding: AudioEncoding) async throws {
        let (call, frame) = try await call(encoding)
        let before = try await call.model { $0.audio.count }
        try await call.carrier { carrier in
            carrier.together {
                carrier.media(1)
                carrier.send(#"{"event":"media","media":{"payload":"%%%"}}"#)
                carrier.media(2)
            }
        }
        let heard = try await call.model { Array($0.audio.dropFirst(before)) }
        #expect(heard.count == 2 * frame)
        if encoding == .pcmu { #expect(heard == Array(repeating: 1, count: 160) + Array(repeating: 2, count: 160)) }
    }

    @Test(.timeLimit(.minutes(10)), arguments: [AudioEncoding.pcmu, .pcm16])
    func `frames that are missing between those of one read are silence in their place`(
        encoding: AudioEncoding
    ) async throws {
        let (call, frame) = try await call(encoding)
        let before = try await call.model { $0.audio.count }
        await call.pass(.milliseconds(100))
        try await call.carrier { carrier in
            carrier.together {
                carrier.media(1)
                carrier.loseFrames(5)
                carrier.media(1)
            }
        }
        let heard = try await call.model { Array($0.audio.dropFirst(before)) }
        #expect(heard.count == 7 * frame)
        if encoding == .pcmu { #expect(heard[160..<960].allSatisfy { $0 == 0xFF }) }
    }

    @Test(.timeLimit(.minutes(10)), arguments: [AudioEncoding.pcmu, .pcm16])
    func `what was said before a hang-up in the same read reaches the model, and nothing behind it`(
        encoding: AudioEncoding
    ) async throws {
        let (call, frame) = try await call(encoding)
        let before = try await call.model { $0.audio.count }
        try await call.carrier { carrier in
            carrier.together {
                carrier.media()
                carrier.media()
                carrier.stop()
                carrier.media()
            }
        }
        #expect(try await call.model { $0.audio.count } - before == 2 * frame)
        #expect(await call.ending() == Termination(.callerHungUp))
    }

    @Test(.timeLimit(.minutes(10)))
    func `a barge-in between the deltas of one read cuts what follows it, and nothing before`() async throws {
        let call = try await TestCall.answering()
        try await call.model { $0.itemAdded("A1", in: "R1") }
        let start = try await call.carrier { $0.heard.count }
        try await call.model { model in
            model.together {
                model.audio(300, item: "A1", in: "R1")
                model.hearsSpeech("U2", at: 1000)
                model.audio(300, item: "A1", in: "R1")
            }
        }
        let heard = try await call.carrier { Array($0.heard.dropFirst(start)) }
        let audio = heard.filter { if case .audio = $0 { true } else { false } }
        #expect(audio == Array(repeating: .audio(800), count: 3))
        guard case .clear = heard.last else {
            Issue.record("no clear behind the audio: \(heard)")
            return
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `deltas of one read are messages of their own in one write`() async throws {
        let call = try await TestCall.answering()
        try await call.model { model in
            model.itemAdded("A1", in: "R1")
            model.audio(100, item: "A1", in: "R1")
        }
        let (start, writes) = try await call.carrier { ($0.heard.count, try $0.writes()) }
        try await call.model { model in model.together { model.audio(500, item: "A1", in: "R1") } }
        #expect(try await call.carrier { try $0.writes() } == writes + 1)
        let heard = try await call.carrier { Array($0.heard.dropFirst(start)) }
        #expect(heard.count { $0 == .audio(800) } == 5)
    }
}
