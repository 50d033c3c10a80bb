import CoraWire
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import CoraStandIn

/// What befalls a websocket upgrade, on a testing channel.
struct DialGateTests {
    private let channel = EmbeddedChannel()
    private let request = UpgradeRequest(
        HTTPRequestHead(
            version: .http1_1, method: .GET, uri: "/v1/realtime?model=gpt-realtime",
            headers: ["authorization": "Bearer sk-a"]))

    private func gate(_ fault: DialFault) -> DialGate {
        DialGate(configuration: StandInConfiguration(), plan: FaultPlan([PlannedFault(.dial(fault))]))
    }

    @Test func `an upgrade is refused with a status and a time to come back`() throws {
        let gate = gate(.refuse(status: 429, retryAfterSeconds: 2))
        #expect(try gate.headers(for: request, on: channel).wait() == nil)
        #expect(gate.refusal == HTTPRefusal(.tooManyRequests, retryAfterSeconds: 2))
        #expect(gate.opening == .open)
    }

    @Test func `an upgrade hangs until the client is gone`() throws {
        let gate = gate(.hang)
        var failed = false
        gate.headers(for: request, on: channel).assumeIsolated().whenFailure { _ in failed = true }
        channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(!failed)
        #expect(gate.isHanging)
        try channel.close().wait()
        channel.embeddedEventLoop.run()
        #expect(failed)
    }

    @Test func `the connection is gone before the 101`() throws {
        let gate = gate(.reset)
        var failed = false
        gate.headers(for: request, on: channel).assumeIsolated().whenFailure { _ in failed = true }
        channel.embeddedEventLoop.run()
        #expect(failed)
        #expect(!channel.isActive)
    }

    @Test func `the 101 is delayed`() throws {
        let gate = gate(.delay(.milliseconds(200)))
        var came = false
        gate.headers(for: request, on: channel).assumeIsolated().whenSuccess { came = $0 != nil }
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(199))
        #expect(!came)
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(came)
    }

    @Test(
        arguments: [
            (.mute, .mute), (.close(StandInClosing(code: 1_013)), .close(StandInClosing(code: 1_013))),
        ] as [(DialFault, SessionOpening)])
    func `the 101 comes, and the session begins with its end, or with nothing`(
        fault: DialFault, opening: SessionOpening
    ) throws {
        let gate = gate(fault)
        #expect(try gate.headers(for: request, on: channel).wait() == [:])
        #expect(gate.opening == opening)
    }

    @Test func `a client that is not let in is told so, whatever is planned`() throws {
        let stranger = UpgradeRequest(
            HTTPRequestHead(version: .http1_1, method: .GET, uri: "/v1/realtime?model=gpt-realtime"))
        let gate = DialGate(configuration: StandInConfiguration(), plan: FaultPlan())
        #expect(try gate.headers(for: stranger, on: channel).wait() == [:])
        #expect(gate.opening == .close(StandInClosing(.missingKey)))
    }

    @Test(
        arguments: [
            ("invalid_api_key", 3_000, "invalid_request_error.invalid_api_key"),
            ("missing_bearer", 3_000, "invalid_request_error"),
            ("invalid_model", 4_000, "invalid_request_error.invalid_model"),
            ("missing_model", 4_000, "invalid_request_error.missing_model"),
            ("beta_api_shape_disabled", 4_000, "invalid_request_error.beta_api_shape_disabled"),
            ("insufficient_quota", 4_000, "invalid_request_error.insufficient_quota"),
            ("session_expired", 1_001, "Your session hit the maximum duration of 60 minutes."),
            ("server_error", 1_011, "server_error"),
        ])
    func `every end that has a name has the code and the reason of the API`(name: String, code: Int, reason: String) {
        #expect(StandInClosing.named[name]?.code == code)
        #expect(StandInClosing.named[name]?.reason == reason)
        #expect(StandInClosing.named[name]?.error != nil)
    }
}
