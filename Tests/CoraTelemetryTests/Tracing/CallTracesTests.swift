import CoraCall
import CoraTenant
import Foundation
import Synchronization
import Testing

@testable import CoraTelemetry

struct CallTracesTests {
    private final class Clock: Sendable {
        let milliseconds = Mutex<Int64>(0)
        func set(_ value: Int64) { milliseconds.withLock { $0 = value } }
        var now: Int64 { milliseconds.withLock { $0 } }
    }

    /// The wall is at 1000 s when the calls' clock is at 0.
    private static let wall: Int64 = 1_000_000_000
    private static let sid = "CA0123456789abcdef0123456789abcdef"
    private static let trace = "0123456789abcdef0123456789abcdef"

    private let clock = Clock()
    private let queue = SpanQueue()
    private let traces: CallTraces

    init() {
        let clock = clock
        traces = CallTraces(
            queue: queue,
            clocks: Clocks(
                wall: { WallTime(microseconds: Self.wall + clock.now * 1000) },
                steady: { CallInstant(nanoseconds: clock.now * 1_000_000) }))
    }

    private var ticket: CallTicket {
        CallTicket(
            callSID: Self.sid, callID: "01234567-89ab-cdef-0123-456789abcdef",
            tenant: Tenant(id: "ray", numbers: ["+1"], agentName: "Ray"), callerNumber: "+14155550199",
            callerName: "Dana Field", dialledNumber: "+1")
    }

    private static func milliseconds(_ span: CallSpan) -> (Int64, Int64) {
        (span.began.milliseconds - 1_000_000, span.ended.milliseconds - 1_000_000)
    }

    @Test
    func
        `all spans of a call are of the trace that bears its id, the call's within the request, the rest within the call`()
        async throws
    {
        let answer = await traces.request("POST /twilio/voice", callSID: Self.sid, callID: ticket.callID) {
            clock.set(20)
            return 7
        }
        #expect(answer == 7)
        clock.set(100)
        traces.record(.started, of: ticket)
        traces.observed(.modelDialling, of: ticket)
        clock.set(500)
        traces.observed(.modelReady(after: .milliseconds(400)), of: ticket)
        clock.set(3000)
        traces.observed(.tool(name: "search_properties", succeeded: false, took: .milliseconds(120)), of: ticket)
        clock.set(9000)
        traces.record(.ended(Termination(.callerHungUp), CallFigures()), of: ticket)

        let spans = queue.take(100)
        #expect(spans.map(\.name) == ["POST /twilio/voice", "model connect", "tool search_properties", "call"])
        #expect(Set(spans.map(\.identity.traceText)) == [Self.trace])
        let (request, call) = (spans[0], spans[3])
        #expect(request.parent == nil && request.kind == .server)
        #expect(call.parent == request.identity.span)
        #expect(spans[1...2].allSatisfy { $0.parent == call.identity.span })
        #expect(Self.milliseconds(call) == (100, 9000))
        #expect(Self.milliseconds(spans[1]) == (100, 500))
        #expect(spans[1].kind == .client)
        #expect(Self.milliseconds(spans[2]) == (2880, 3000))
        #expect(spans[2].failure != nil)
        for span in spans.dropFirst() {
            #expect(span.attributes["cora.call.sid"] == .text(Self.sid))
            #expect(span.attributes["cora.tenant"] == .text("ray"))
        }
    }

    @Test func `what a page measured stands on the call's span, in words`() {
        traces.record(.started, of: ticket)
        var figures = PageFigures()
        (figures.media, figures.gaps) = (.webrtc, 0)
        traces.record(.page(figures), of: ticket)
        traces.record(.ended(Termination(.callerHungUp), CallFigures()), of: ticket)
        #expect(queue.take(100).last?.attributes["cora.page"] == .text("webrtc, no gaps"))
    }

    @Test func `a turn spans from the caller's last word to their ear, with its stages at their times`() throws {
        traces.record(.started, of: ticket)
        var timing = TurnTiming(
            number: 3, callerStopped: .init(nanoseconds: 1_000_000_000),
            modelHeard: .init(nanoseconds: 1_500_000_000))
        timing.firstDelta = .init(nanoseconds: 2_300_000_000)
        timing.firstFrame = .init(nanoseconds: 2_301_000_000)
        timing.heard = .init(nanoseconds: 2_350_000_000)
        clock.set(2400)
        traces.observed(.turn(timing), of: ticket)
        let span = try #require(queue.take(1).first)
        #expect(span.name == "turn")
        #expect(Self.milliseconds(span) == (1000, 2350))
        #expect(
            span.events.map { "\($0.name) \($0.at.milliseconds - 1_000_000)" }
                == ["model heard 1500", "first delta 2300", "first frame 2301"])
        #expect(span.attributes["cora.cause"] == .text("model"))
        #expect(span.attributes["cora.endpointing.ms"] == .number(500))
    }

    @Test
    func `a model that cannot be reached is a span that failed; one that breaks off later is an event of the call`()
        throws
    {
        traces.record(.started, of: ticket)
        traces.observed(.modelDialling, of: ticket)
        clock.set(5000)
        traces.observed(.modelFailed("connect timed out"), of: ticket)
        let connect = try #require(queue.take(1).first)
        #expect(connect.name == "model connect")
        #expect(Self.milliseconds(connect) == (0, 5000))
        #expect(connect.failure == "connect timed out")
        traces.observed(.modelFailed("gone"), of: ticket)
        traces.record(.ended(Termination(.modelLost("gone")), CallFigures()), of: ticket)
        let call = try #require(queue.take(1).first)
        #expect(call.events.map(\.name) == ["model failed"])
        #expect(call.failure != nil)
        #expect(call.attributes["cora.outcome"] == .text("model_lost"))
    }

    @Test func `nothing of who calls or what was said is in a span`() throws {
        traces.record(.started, of: ticket)
        traces.record(.turn(Turn(sequence: 1, role: .user, item: "i", text: "I am Dana Field")), of: ticket)
        let order = TransferOrder("+15125550123")
        traces.record(.ended(Termination(.transferred(to: order)), CallFigures()), of: ticket)
        let text = String(
            decoding: try OTLPDocument(queue.take(10), resource: []).data(), as: UTF8.self)
        #expect(text.contains("transferred"))
        for secret in ["Dana", "4155550199", "5125550123"] { #expect(!text.contains(secret)) }
    }

    @Test func `what is observed of a call that is not known, or is over, is not traced`() {
        traces.observed(.firstAudio(after: .milliseconds(1)), of: ticket)
        traces.record(.ended(Termination(.callerHungUp), CallFigures()), of: ticket)
        traces.observed(.tool(name: "t", succeeded: true, took: .zero), of: ticket)
        #expect(queue.take(10).isEmpty)
    }

    @Test func `a request that fails says so`() async {
        struct Trouble: Error {}
        await #expect(throws: Trouble.self) {
            try await traces.request("POST /twilio/voice", callSID: "CA1", callID: "c1") { throw Trouble() }
        }
        let span = queue.take(1).first
        #expect(span?.failure != nil)
        #expect(span?.events.map(\.name) == ["exception"])
    }
}
