import CoraAudio
import CoraCall
import CoraSession
import CoraTenant
import CoraWire
import NIOCore
import Testing

/// The carrier's line: keys, gaps, formats, and everything that is wrong on it.
@Suite struct LineTests {
    @Test(.timeLimit(.minutes(10)))
    func `a row of digits reaches the model as text, after the pause or the hash`() async throws {
        let call = try await TestCall.quiet()
        try await call.carrier { carrier in for digit in ["4", "7", "#"] { carrier.press(digit) } }
        #expect(call.turns.last?.text == Directions.typed("47"))
        try await call.model { $0.says("Thanks.", milliseconds: 200, item: "A1", in: "R1") }
        try await call.carrier { $0.press("9") }
        await call.pass(.milliseconds(1400))
        #expect(call.turns.last?.text != Directions.typed("9"))
        await call.pass(.milliseconds(200))
        #expect(call.turns.last?.text == Directions.typed("9"))
        let texts = try await call.model { model in
            model.all("conversation.item.create").compactMap { $0["item"]?["content"]?[0]?["text"]?.string }
        }
        #expect(texts.suffix(2) == [Directions.typed("47"), Directions.typed("9")])
    }

    @Test(.timeLimit(.minutes(10)))
    func `zero asks for a person`() async throws {
        let call = try await TestCall.quiet()
        try await call.carrier { $0.press("0") }
        await call.pass(.seconds(2))
        try await call.model { $0.says("One moment, I'll connect you.", milliseconds: 300, item: "A1", in: "R1") }
        await call.pass(.seconds(1))
        #expect(await call.ending() == Termination(.transferred(to: TransferOrder("+14155550199"))))
        #expect(call.transferSteps == [.requested])
    }

    @Test(.timeLimit(.minutes(10)))
    func `frames that were lost on the way are silence for the model's ear`() async throws {
        let call = try await TestCall.quiet()
        let before = try await call.model { $0.audio.count }
        try await call.carrier { $0.microphoneOff() }
        await call.pass(.milliseconds(100))
        try await call.carrier { carrier in
            carrier.loseFrames(5)
            carrier.media(7)
        }
        let heard = try await call.model { $0.audio.dropFirst(before) }
        #expect(heard.count == 6 * 160)
        #expect(heard.prefix(800).allSatisfy { $0 == 0xFF })
        #expect(heard.suffix(160).allSatisfy { $0 == 7 })
    }

    @Test(.timeLimit(.minutes(10)))
    func `a line without media is silence in real time, and is given up after 15 seconds`() async throws {
        let call = try await TestCall.quiet()
        let before = try await call.model { $0.audio.count }
        try await call.carrier { $0.microphoneOff() }
        await call.pass(.milliseconds(740))
        #expect(try await call.model { $0.audio.count } == before)
        await call.pass(.milliseconds(520))
        #expect(try await call.model { $0.audio.count } - before == 1250 * 8)
        await call.pass(.seconds(15))
        #expect(await call.ending() == Termination(.callerMediaLost))
    }

    @Test(.timeLimit(.minutes(10)))
    func `unknown events, strange marks and a few broken payloads are let pass`() async throws {
        let call = try await TestCall.quiet()
        try await call.carrier { carrier in
            carrier.send(#"{"event":"weather","sky":"clear"}"#)
            carrier.send(#"{"event":"mark","sequenceNumber":"3","mark":{"name":"not-ours"},"x":[{}]}"#)
            for _ in 0..<50 { carrier.send(#"{"event":"media","media":{"payload":"%%%"}}"#) }
            for sequence in [5, 4, 9, 9, 10] {
                carrier.send(#"{"event":"media","sequenceNumber":"\#(sequence)","media":{"payload":"////"}}"#)
            }
            carrier.stop()
        }
        #expect(await call.ending() == Termination(.callerHungUp))
        let figures = try #require(call.recordedEnd?.1)
        #expect(figures.unknownMessages == 1)
        #expect(figures.marksStray == 1)
        #expect(figures.framesBroken == 50)
        // The carrier's own frames had gone beyond five.
        #expect(figures.framesOutOfOrder >= 2)
    }

    @Test(.timeLimit(.minutes(10)), arguments: LineFault.allCases)
    func `a fault of the carrier's side ends the call with a close code and a reason`(fault: LineFault) async throws {
        let call = fault.comesBeforeStart ? try await TestCall.open() : try await TestCall.started()
        try await call.carrier { fault.commit(on: $0) }
        #expect(try await call.carrier { $0.heard.last } == .close(fault.reason.closeCode))
        if !fault.comesBeforeStart {
            guard case .protocolFault(let reason) = await call.ending().reason else {
                return #expect(Bool(false), "it ended otherwise")
            }
            #expect(reason.description.hasPrefix(fault.reason.description))
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `a carrier that does not read is let go once more than 4 MiB wait for it`() async throws {
        let call = try await TestCall.answering()
        try await call.model { $0.itemAdded("A1", in: "R1") }
        try await call.carrier { try $0.stopReading(waiting: 4 << 20) }
        try await call.model { $0.audio(100, item: "A1", in: "R1") }
        #expect(call.recordedEnd == nil)
        try await call.model { $0.audio(100, item: "A1", in: "R1") }
        #expect(await call.ending() == Termination(.callerSocketLost))
        #expect(try await call.carrier { $0.heard.last } == .close(1000))
    }

    @Test(.timeLimit(.minutes(10)))
    func `a media socket that says nothing is closed after the time allowed`() async throws {
        let call = try await TestCall.open()
        await call.pass(.milliseconds(9_900))
        #expect(try await call.carrier { $0.heard.isEmpty })
        await call.pass(.milliseconds(200))
        #expect(try await call.carrier { $0.heard } == [.close(1008)])
    }

    @Test(.timeLimit(.minutes(10)), arguments: [TicketRefusal.used, .expired, .otherCall])
    func `a ticket that is refused closes the socket`(refusal: TicketRefusal) async throws {
        var options = TestCall.Options()
        options.redeems = refusal
        let call = try await TestCall.open(options)
        try await call.carrier { $0.start(token: "t") }
        await call.office.tokens.first { $0 == "t" }
        while try await call.carrier({ $0.heard.isEmpty }) { await Task.yield() }
        #expect(try await call.carrier { $0.heard } == [.close(1008)])
    }

    @Test(.timeLimit(.minutes(10)))
    func `a stream of another account is refused without asking for its ticket`() async throws {
        var options = TestCall.Options()
        options.settings.accountSID = "AC0"
        let call = try await TestCall.open(options)
        try await call.carrier { $0.start(token: "t") }
        #expect(try await call.carrier { $0.heard } == [.close(1008)])
        #expect(call.office.tokens.events.isEmpty)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a caller who hangs up while the ticket is checked leaves a call that began and ended`() async throws {
        var options = TestCall.Options()
        options.officeIsOpen = false
        let call = try await TestCall.open(options)
        try await call.carrier { $0.start(token: TestCall.token) }
        try await call.carrier { $0.stop() }
        await call.office.open()
        #expect(await call.ending() == Termination(.callerHungUp))
        #expect(call.recorder.entries.events.first == .started)
        #expect(call.recordedEnd?.0 == Termination(.callerHungUp))
    }

    @Test(.timeLimit(.minutes(10)), arguments: [AudioEncoding.pcmu, .pcm16])
    func `a tone keeps its level and length both ways`(encoding: AudioEncoding) async throws {
        var options = TestCall.Options()
        options.tenant = TestCall.tenant(encoding: encoding)
        let call = try await TestCall.live(options)
        let bytes = encoding.bytesPerMillisecond
        let before = try await call.model { $0.audio.count }
        await call.pass(.milliseconds(400))
        #expect(try await call.model { $0.audio.count } - before >= 380 * bytes)

        // 600 ms of a square wave, in the model's encoding.
        let wave: [UInt8] =
            encoding == .pcmu
            ? (0..<4800).map { $0 / 8 % 2 == 0 ? 0x90 : 0x10 }
            : (0..<14_400).flatMap { index -> [UInt8] in
                let sample: Int16 = index / 24 % 2 == 0 ? 8000 : -8000
                return [UInt8(truncatingIfNeeded: sample), UInt8(truncatingIfNeeded: sample >> 8)]
            }
        try await call.model { model in
            model.begins("R0")
            model.itemAdded("A0", in: "R0")
            for start in stride(from: 0, to: wave.count, by: wave.count / 6) {
                model.delta(Array(wave[start..<start + wave.count / 6]), item: "A0", in: "R0")
            }
            model.itemDone("A0", "Hello.", in: "R0")
            model.done("R0")
        }
        let heard = try await call.carrier { $0.audio }
        #expect(abs(heard.count - 4800) <= 16, "\(heard.count) bytes of 600 ms")
        if encoding == .pcmu { #expect(heard == wave) }
        let loud = heard.count { abs(Int(G711.decode($0))) > 3000 }
        #expect(Double(loud) > 0.8 * Double(heard.count), "\(loud) of \(heard.count)")
        await call.pass(.seconds(1))
        #expect(call.turns.first?.saidMilliseconds == 600)
    }

    @Test(.timeLimit(.minutes(10)))
    func `every byte of µ-law passes through as it came`() async throws {
        let call = try await TestCall.quiet()
        let before = try await call.model { $0.audio.count }
        try await call.carrier { $0.microphoneOff() }
        try await call.carrier { carrier in for byte in 0..<256 { carrier.media(UInt8(byte)) } }
        #expect(
            try await call.model { Array($0.audio.dropFirst(before)) }
                == (0..<256).flatMap { [UInt8](repeating: UInt8($0), count: 160) })
    }
}

/// What can be wrong on a media socket beyond what its codec finds.
enum LineFault: String, CaseIterable, Sendable {
    case binaryFrame, brokenJSON, notAnObject, secondStart, secondStartOfAnother, tooManyBadPayloads
    case mediaBeforeStart, digitBeforeStart, stopBeforeStart, wrongFormat, badStreamSID

    var comesBeforeStart: Bool {
        switch self {
        case .mediaBeforeStart, .digitBeforeStart, .stopBeforeStart, .wrongFormat, .badStreamSID: true
        case .binaryFrame, .brokenJSON, .notAnObject, .secondStart, .secondStartOfAnother, .tooManyBadPayloads: false
        }
    }

    var reason: CallerFault {
        switch self {
        case .binaryFrame: .binaryFrame
        case .brokenJSON: .notAMessage("")
        case .notAnObject: .notAMessage("")
        case .secondStart, .secondStartOfAnother: .secondStart
        case .tooManyBadPayloads: .badPayloads
        case .mediaBeforeStart: .beforeStart("media")
        case .digitBeforeStart: .beforeStart("dtmf")
        case .stopBeforeStart: .beforeStart("stop")
        case .wrongFormat: .wrongFormat("")
        case .badStreamSID: .badStreamID
        }
    }

    func commit(on carrier: FakeCarrier) {
        switch self {
        case .binaryFrame: carrier.receive(TestFrame(opcode: .binary, data: ByteBuffer(string: "x")))
        case .brokenJSON: carrier.send(#"{"event":"media","media":{"#)
        case .notAnObject: carrier.send("17")
        case .secondStart: carrier.start(token: TestCall.token)
        case .secondStartOfAnother:
            carrier.start(
                token: TestCall.token, encoding: "audio/x-l16", accountSID: "AC00000000000000000000000000000002")
        case .tooManyBadPayloads:
            for _ in 0...50 { carrier.send(#"{"event":"media","media":{"payload":"%%%"}}"#) }
        case .mediaBeforeStart: carrier.media()
        case .digitBeforeStart: carrier.press("5")
        case .stopBeforeStart: carrier.stop()
        case .wrongFormat: carrier.start(token: TestCall.token, encoding: "audio/x-l16")
        case .badStreamSID: carrier.start(token: TestCall.token, streamSID: #"MZ\"},"#)
        }
    }
}
