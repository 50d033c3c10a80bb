import CoraCall
import CoraSession
import CoraTenant
import NIOCore
import NIOEmbedded
import Testing

/// A caller whose audio goes around us, as a browser's peer connection does: the model is only told and heard of. No rule
/// of a call asks which leg it is.
@Suite struct MediaLessLegTests {
    @Test(.timeLimit(.minutes(10)))
    func `a conversation goes on without media: greeting, tools, words, keypad-less silence and goodbye`() async throws
    {
        let leg = try await TestCall.mediaLess()
        let call = leg.call
        // The greeting is the model's, though one was recorded.
        try await call.model { $0.sessionUpdated() }
        #expect(try await call.model { $0.all("response.create").count } == 1)
        try await call.model { model in
            model.begins("R0")
            model.itemAdded("A0", in: "R0")
            model.itemDone("A0", "Hello.", in: "R0")
            model.done("R0")
            model.hearsSpeech(at: 1000)
            model.hearsSilence(at: 2000)
            model.understands("Look.")
            model.begins("R1")
            model.calls("look", id: "c1", in: "R1")
            model.done("R1")
        }
        await call.tools.asked.first { $0.id == "c1" }
        await call.tools.answer("c1", ToolOutcome(envelope: #"{"ok":true}"#, succeeded: true))
        await call.recorder.entries.first { if case .tool = $0 { true } else { false } }
        await call.pass(.zero)
        #expect(try await call.model { $0.types.last } == "response.create")
        try await call.model { model in
            model.begins("R2")
            model.itemAdded("A2", in: "R2")
            model.itemDone("A2", "Found it.", in: "R2")
            model.done("R2")
        }
        // No frame ever comes, and that is no lost caller and no silence to be filled.
        await call.pass(.seconds(7))
        #expect(call.turns.map(\.text) == ["Hello.", "Look.", "Found it."])
        #expect(try await call.model { $0.audio.isEmpty })
        #expect(call.recordedEnd == nil)

        try await call.model { model in
            model.begins("R3")
            model.itemAdded("A3", in: "R3")
            model.itemDone("A3", "Goodbye.", in: "R3")
            model.calls("end_call", id: "bye", in: "R3")
            model.done("R3")
        }
        try await call.model { model in
            model.begins("R4")
            model.done("R4")
        }
        await call.pass(.seconds(31))
        #expect(await call.ending() == Termination(.agentEnded))
        #expect(try await leg.closeCode() == 1000)
        #expect(try await call.model { $0.all("conversation.item.truncate").isEmpty })
    }

    @Test(.timeLimit(.minutes(10)))
    func `a caller who speaks over the agent is the model's to notice: nothing is cleared or cut by us`() async throws {
        let leg = try await TestCall.mediaLess()
        let call = leg.call
        try await call.model { model in
            model.sessionUpdated()
            model.begins("R0")
            model.itemAdded("A0", in: "R0")
            model.hearsSpeech(at: 500)
            model.done("R0", "cancelled")
        }
        #expect(try await call.model { $0.all("conversation.item.truncate").isEmpty })
        #expect(try await leg.clears() == 0)
        try await leg.take(.callerHungUp)
        #expect(await call.ending() == Termination(.callerHungUp))
    }
}

/// A leg without media, and the call over it.
final class MediaLessCall: Sendable {
    /// The leg: what it is asked for is counted, and nothing is sent.
    private final class Leg: CallerLeg {
        let abilities: LegAbilities = []
        private(set) var closeCode: UInt16?
        private(set) var clears = 0

        var isOpen: Bool { closeCode == nil }
        let isOverfull = false
        let pendingBytes = 0

        func prepare(for ticket: CallTicket) -> AudioEncoding { ticket.tenant.encoding }
        func beginItem() {}
        func play(base64: UnsafeRawBufferPointer, byteCount: Int) -> Int { 0 }
        func playTail() -> Int { 0 }
        func play(line audio: UnsafeRawBufferPointer) {}
        func lastLine(base64: UnsafeRawBufferPointer) -> [UInt8] { [] }
        func mark(_ mark: PlayoutClock.Mark) {}
        func clear() { clears += 1 }
        func show(_ what: Shown) {}
        func flush() {}
        func close(_ termination: Termination) { closeCode = termination.closeCode }
        func writeAudio(base64: UnsafeRawBufferPointer, into append: inout ByteBuffer) {}
        func writeSilence(milliseconds: Int, into append: inout ByteBuffer) {}
    }

    let call: TestCall
    private let leg: NIOLoopBound<Leg>
    private let session: CallSession

    fileprivate init(_ call: TestCall, _ services: CallServices) {
        let leg = Leg()
        self.call = call
        self.leg = NIOLoopBound(leg, eventLoop: call.loop)
        session = CallSession.open(NIOLoopBound(leg, eventLoop: call.loop), on: call.loop, services: services)
    }

    /// Something happens on the leg.
    func take(_ event: CallEvent) async throws {
        try await call.loop.executeInContext { self.session.take(event) }
        await call.loop.run()
    }

    /// The code the leg was closed with.
    func closeCode() async throws -> UInt16? { try await call.loop.executeInContext { self.leg.value.closeCode } }

    /// How often the leg was cleared.
    func clears() async throws -> Int { try await call.loop.executeInContext { self.leg.value.clears } }
}

extension TestCall {
    /// A call over a leg without media, whose ticket was redeemed. A recording of its greeting exists.
    static func mediaLess() async throws -> MediaLessCall {
        var options = Options()
        options.recording = [UInt8](repeating: 7, count: 800)
        let (call, services) = await prepared(options)
        let leg = try await call.loop.executeInContext { MediaLessCall(call, services) }
        try await leg.take(.legStarted(TicketClaim(token: token, callSID: callSID)))
        await call.recorder.entries.first { $0 == .started }
        return leg
    }
}
