import CoraWire
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import CoraLoad

/// The carrier's end of one call of a load test, against a bridge that does as the test says.
struct CallerEndTests {
    private static let number = 7

    private let loop = Wire.testingLoop()
    private let desk: CallerDesk
    private let link: CallLink
    private let end: CallerEnd
    private let wire: Wire
    private let outcome: Outcome

    private final class Outcome {
        var end: CallerEnd.End?
    }

    init() throws { try self.init(.talk) }

    /// - Parameter seconds: how long the caller stays.
    private init(_ scenario: LoadScenario, seconds: UInt64 = 60) throws {
        desk = CallerDesk(mostFrames: 10_000, on: loop)
        link = CallLink(
            PlannedCall(
                number: Self.number, scenario: scenario, startsAt: 0, endsAt: seconds * 1_000_000_000, phase: 0))
        let promise = loop.makePromise(of: CallerEnd.End.self)
        end = CallerEnd(link, parameters: ["token": "abc"], beganAt: desk.now, at: desk, ended: promise)
        let outcome = Outcome()
        promise.futureResult.assumeIsolated().whenSuccess { outcome.end = $0 }
        self.outcome = outcome
        wire = try Wire(end, isClient: true, on: loop)
    }

    private var streamSid: String { CarrierWebhook.streamSid(Self.number) }

    private func media(_ payload: String, piecesOf size: Int? = nil) throws {
        try wire.send(
            #"{"event":"media","streamSid":"\#(streamSid)","media":{"payload":"\#(payload)"}}"#, piecesOf: size)
    }

    /// The model's frame of this number arrives.
    private func frame(
        _ sequence: UInt32, direction: LoadStamp.Direction = .down, call: UInt32 = UInt32(number)
    ) throws {
        try media(Wire.base64(LoadStamp(direction, response: 1, call: call, sequence: sequence, sentAt: desk.now)))
    }

    private func mark(_ name: String) throws {
        try wire.send(#"{"event":"mark","streamSid":"\#(streamSid)","mark":{"name":"\#(name)"}}"#)
    }

    private func clear() throws { try wire.send(#"{"event":"clear","streamSid":"\#(streamSid)"}"#) }

    private func events() throws -> [String] { try wire.heard().compactMap { $0["event"]?.string } }

    private func marks() throws -> [String] { try wire.heard().compactMap { $0["mark"]?["name"]?.string } }

    // MARK: What it says

    @Test func `it says who it is, then a stamped frame each 20 ms`() throws {
        wire.pass(milliseconds: 100)
        let heard = try wire.heard()
        #expect(heard.prefix(2).map { $0["event"]?.string } == ["connected", "start"])
        #expect(heard[1]["start"]?["customParameters"]?["token"] == "abc")
        let stamps = heard.dropFirst(2).flatMap { Wire.stamps(in: $0["media"]?["payload"]?.string) }
        #expect(stamps.map(\.sequence) == Array(1...UInt32(stamps.count)))
        #expect((5...6).contains(stamps.count))
        #expect(stamps.allSatisfy { $0.direction == .up && $0.call == Self.number })
        for (earlier, later) in zip(stamps, stamps.dropFirst()) {
            #expect(later.sentAt - earlier.sentAt == 20 * Wire.millisecond)
        }
        #expect(desk.tally.framesSent == stamps.count)
        #expect(desk.up == 1)
    }

    @Test func `a caller who is served leaves as planned, and what was sent shortly before need not arrive`() throws {
        let test = try CallerEndTests(.talk, seconds: 2)
        try test.frame(1)
        test.wire.pass(milliseconds: 2020)
        #expect(try test.events().last == "stop")
        test.wire.pass(milliseconds: 100)
        #expect(try test.events().isEmpty)
        test.wire.drop()
        #expect(test.outcome.end == .hungUp)
        let half = try #require(test.desk.halves[Self.number])
        #expect(half.sent < test.desk.tally.framesSent)
        #expect(test.desk.tally.framesSent - half.sent <= 16)
        #expect(test.desk.tally.failures.isEmpty)
        #expect(test.desk.up == 0)
    }

    @Test func `a server that does not close after the stop is left, and is no failure`() throws {
        let test = try CallerEndTests(.talk, seconds: 2)
        try test.frame(1)
        test.wire.pass(milliseconds: 4500)
        _ = try test.wire.heard()
        #expect(test.outcome.end == .hungUp)
        #expect(test.wire.closeCode == 1000)
        #expect(!test.channel.isActive)
        #expect(test.desk.tally.failures.isEmpty)
    }

    private var channel: EmbeddedChannel { wire.channel }

    // MARK: A bridge that fails

    @Test func `a caller who hears nothing waits 10 s, hangs up, and is counted once`() throws {
        wire.pass(milliseconds: 9900)
        #expect(desk.tally.failures.isEmpty)
        wire.pass(milliseconds: 200)
        #expect(try events().last == "stop")
        wire.drop()
        #expect(desk.tally.failures == ["no_first_audio": 1])
        #expect(outcome.end == .failed)
    }

    @Test(arguments: [false, true])
    func `a stream that the server closes is a failure, by whether anything was heard`(hasHeard: Bool) throws {
        if hasHeard { try frame(1) }
        wire.pass(milliseconds: 500)
        wire.drop()
        #expect(outcome.end == .failed)
        #expect(desk.tally.failures == [hasHeard ? "closed_early" : "no_first_audio": 1])
        #expect(desk.up == 0)
        let sent = desk.tally.framesSent
        wire.pass(milliseconds: 500)
        #expect(desk.tally.framesSent == sent)
    }

    @Test func `a stream that is closed before it is known to be open is a failure, and no frames are said`() throws {
        let desk = CallerDesk(mostFrames: 100, on: loop)
        let promise = loop.makePromise(of: CallerEnd.End.self)
        let end = CallerEnd(link, parameters: [:], beganAt: desk.now, at: desk, ended: promise)
        let socket = LoadSocket(end, isClient: true)
        let channel = EmbeddedChannel(handler: socket, loop: loop)
        _ = try channel.finish()
        end.opened(socket)
        loop.advanceTime(by: .seconds(30))
        #expect(try promise.futureResult.wait() == .failed)
        #expect(desk.tally.failures == ["no_first_audio": 1])
        #expect(desk.tally.framesSent == 0)
        #expect(desk.up == 0)
    }

    @Test(arguments: [
        "", "no JSON", #"{"event":"media""#, #"{"event":"sing","streamSid":"S"}"#,
        #"{"event":"clear","streamSid":"MZ00000000000000000000000000000008"}"#,
        #"{"event":"media","streamSid":"S","media":{"payload":"%%"}}"#,
        #"{"event":"media","streamSid":"S","media":{"payload":"AAAA","track":"x"}}"#,
        #"{"event":"mark","streamSid":"S","mark":{}}"#,
    ])
    func `what Twilio would not take is nonsense, counted once, and the call goes on`(_ text: String) throws {
        for _ in 0..<3 { try wire.send(text.replacing(#""S""#, with: #""\#(streamSid)""#)) }
        try frame(1)
        wire.pass(milliseconds: 100)
        #expect(desk.tally.failures == ["nonsense": 1])
        #expect(desk.tally.framesArrived == 1)
        #expect(outcome.end == nil)
    }

    @Test func `a frame that is no text is nonsense`() throws {
        try wire.send(.binary, ByteBuffer(bytes: [1, 2, 3]))
        #expect(desk.tally.failures == ["nonsense": 1])
    }

    // MARK: What it hears

    @Test(arguments: [1, 2, 3, 7, 100])
    func `a message that comes in pieces is heard as one that does not`(size: Int) throws {
        let stamps = (1...3).map {
            LoadStamp(.down, response: 1, call: UInt32(Self.number), sequence: $0, sentAt: desk.now)
        }
        try media(Wire.base64(stamps[0], stamps[1], stamps[2]), piecesOf: size)
        #expect(desk.tally.framesArrived == 3)
        #expect(desk.tally.messagesArrived == 1)
        #expect(desk.tally.mixed == 0)
    }

    @Test
    func `frames of somebody else, of the other way, and never sent are mixed up; of a model that knows no call, not`()
        throws
    {
        try frame(1, call: 8)
        try frame(1, direction: .up)
        try frame(20_000)
        try frame(0)
        #expect(desk.tally.mixed == 4)
        try frame(1, call: 0)
        #expect(desk.tally.mixed == 4)
        #expect(desk.tally.framesArrived == 5)
    }

    @Test func `frames that come twice or out of order are told, and none of them is lost`() throws {
        for sequence: UInt32 in [1, 3, 2, 2, 4] { try frame(sequence) }
        wire.drop()
        let arrivals = try #require(desk.halves[Self.number]).arrivals
        #expect(arrivals.arrived == 4)
        #expect(arrivals.reordered == 2)
        #expect(arrivals.missing(from: 1, to: 4) == 0)
    }

    @Test func `audio that comes late is timed as late, and the line was dry before it`() throws {
        try frame(1)
        let sentAt = desk.now
        wire.pass(milliseconds: 60)
        try media(Wire.base64(LoadStamp(.down, response: 1, call: UInt32(Self.number), sequence: 2, sentAt: sentAt)))
        #expect(desk.tally.late == 1)
        #expect(desk.tally.gaps == 1)
        #expect(desk.tally.gapTime == 40 * Wire.millisecond)
    }

    @Test func `a mark comes back when what is before it was played, once`() throws {
        try frame(1)
        try frame(2)
        try mark("m1")
        wire.pass(milliseconds: 20)
        #expect(try marks().isEmpty)
        wire.pass(milliseconds: 40)
        #expect(try marks() == ["m1"])
        wire.pass(milliseconds: 100)
        #expect(try marks().isEmpty)
    }

    @Test func `a clear gives all marks back, and answers one barge-in`() throws {
        try media(Wire.base64(ByteBuffer(repeating: 0x55, count: 8000)))
        try mark("m1")
        try mark("m2")
        link.bargedInAt.store(desk.now, ordering: .relaxed)
        wire.pass(milliseconds: 5)
        try clear()
        try clear()
        #expect(desk.tally.bargeIn.count == 1)
        wire.pass(milliseconds: 20)
        #expect(try marks() == ["m1", "m2"])
    }

    @Test func `nothing is said behind the stop, marks neither`() throws {
        let test = try CallerEndTests(.hangUp, seconds: 1)
        try test.media(Wire.base64(ByteBuffer(repeating: 0x55, count: 8800)))
        try test.mark("m1")
        test.wire.pass(milliseconds: 1020)
        #expect(try test.events().last == "stop")
        test.wire.pass(milliseconds: 500)
        #expect(try test.events().isEmpty)
    }

    // MARK: Asking for a person

    @Test func `a caller who asks for a person and is let go is handed over`() throws {
        let test = try CallerEndTests(.transfer, seconds: 2)
        try test.frame(1)
        test.wire.pass(milliseconds: 2100)
        #expect(try test.events().contains("dtmf"))
        let isQuiet = test.link.isQuiet.load(ordering: .relaxed)
        #expect(isQuiet)
        test.wire.drop()
        #expect(test.outcome.end == .handedOver)
        #expect(test.desk.tally.failures.isEmpty)
    }

    @Test func `one who is not waits 15 s`() throws {
        let test = try CallerEndTests(.transfer, seconds: 2)
        try test.frame(1)
        test.wire.pass(milliseconds: 16_900)
        #expect(test.desk.tally.failures.isEmpty)
        test.wire.pass(milliseconds: 300)
        #expect(test.desk.tally.failures == ["transfer_unanswered": 1])
        #expect(try test.events().last == "stop")
        test.wire.drop()
        #expect(test.outcome.end == .failed)
    }

    // MARK: Audio without stamps

    @Test func `where stamps do not pass, a tone is timed, once`() throws {
        link.isWide.store(true, ordering: .relaxed)
        link.downPulses.withLock { $0.send(at: desk.now) }
        wire.pass(milliseconds: 3)
        try media(Wire.base64(Pulse.quietFrame))
        try media(Wire.base64(Pulse.loudFrame))
        try media(Wire.base64(Pulse.loudFrame))
        #expect(desk.tally.latency.count == 1)
        #expect(desk.tally.framesArrived == 0)
    }
}
