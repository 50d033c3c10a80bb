import CoraCall
import CoraShared
import CoraTelemetry
import CoraTenant
import CoraWire
import Logging
import Synchronization
import Testing

@testable import CoraServer
@testable import CoraSettings

struct AccessGateTests {
    private static let act = "act-0123456789abcdef"
    private static let read = "read-0123456789abcdef"

    /// A gate with a log of its own, at a time that stands still.
    private final class Place: Sendable {
        let lines = Mutex<[String]>([])

        func gate(_ settings: Settings.Access, limiter: FailureLimiter = FailureLimiter()) -> AccessGate {
            let logger = Logger(label: "test") { label in
                CoraLogHandler(label: label, level: .debug, format: .json) { line in
                    self.lines.withLock { $0.append(line) }
                }
            }
            let tokens = [
                settings.opsToken.map { AccessGate.Token($0, .act) },
                settings.opsReadToken.map { AccessGate.Token($0, .read) },
            ].compactMap(\.self)
            let shared = MemorySharedState(limiter: limiter) { CallInstant(nanoseconds: 0) }
            return AccessGate(tokens: tokens, shared: shared, logger: logger)
        }
    }

    private static var both: Settings.Access {
        var settings = Settings.Access()
        settings.opsToken = Secret(act)
        settings.opsReadToken = Secret(read)
        return settings
    }

    private func judge(
        _ authorization: String?, wanting scope: AccessScope, _ settings: Settings.Access = both
    ) async -> AccessRefusal? {
        await Place().gate(settings).refusal(
            authorization: authorization, path: "/ops/stats", from: "192.0.2.1", wanting: scope)
    }

    @Test func `who may act may read; who may read may not act`() async {
        #expect(await judge("Bearer \(Self.act)", wanting: .act) == nil)
        #expect(await judge("Bearer \(Self.act)", wanting: .read) == nil)
        #expect(await judge("Bearer \(Self.read)", wanting: .read) == nil)
        #expect(await judge("Bearer \(Self.read)", wanting: .act) == .wantsAct)
    }

    @Test(arguments: [
        ("Bearer nobody-0123456789abcdef", AccessRefusal.wrongToken), ("Bearer act-0123456789abcde", .wrongToken),
        ("Bearer act-0123456789abcdef0", .wrongToken), ("Bearer ACT-0123456789ABCDEF", .wrongToken),
        ("Bearer act-0123456789abcdef read-0123456789abcdef", .wrongToken), ("Bearer é\u{0}", .wrongToken),
        ("Bearer", .noToken), ("Bearer ", .noToken), ("", .noToken), ("act-0123456789abcdef", .noToken),
        ("Basic act-0123456789abcdef", .noToken),
    ])
    func `what is no token of ours is not let in`(authorization: String, refusal: AccessRefusal) async {
        #expect(await judge(authorization, wanting: .read) == refusal)
        #expect(await judge(nil, wanting: .read) == .noToken)
    }

    @Test(arguments: ["bearer", "BEARER", "Bearer  "])
    func `the scheme is read in any case`(scheme: String) async {
        #expect(await judge("\(scheme) \(Self.act)", wanting: .act) == nil)
    }

    @Test func `with no token set everything is refused, and told what to set`() async {
        #expect(await judge("Bearer \(Self.act)", wanting: .read, .init()) == .notSetUp(.read))
        #expect(await judge(nil, wanting: .act, .init()) == .notSetUp(.read))
        var readOnly = Settings.Access()
        readOnly.opsReadToken = Secret(Self.read)
        #expect(await judge("Bearer \(Self.read)", wanting: .read, readOnly) == nil)
        #expect(await judge("Bearer \(Self.read)", wanting: .act, readOnly) == .notSetUp(.act))
        #expect(AccessRefusal.notSetUp(.read).message.contains("Set OPS_TOKEN"))
    }

    @Test func `past the limit a wrong token is told to wait, and a right one from the same address still gets in`()
        async
    {
        let limiter = FailureLimiter(
            perAddress: .init(burst: 2, interval: .seconds(30)), overall: .init(burst: 9, interval: .seconds(1)))
        let gate = Place().gate(Self.both, limiter: limiter)
        func send(_ token: String, from address: String? = "192.0.2.1") async -> AccessRefusal? {
            await gate.refusal(authorization: "Bearer \(token)", path: "/ops", from: address, wanting: .read)
        }
        #expect(await send("x") == .wrongToken)
        #expect(await send("x") == .wrongToken)
        #expect(await send("x") == .tooManyFailures(retryAfter: .seconds(30)))
        #expect(await send(Self.read) == nil)
        #expect(await send("x", from: "192.0.2.2") == .wrongToken)
        #expect(await send("x", from: nil) == .wrongToken)
        // A request without a token is no guess.
        for _ in 0..<20 {
            #expect(await gate.refusal(authorization: nil, path: "/ops", from: "192.0.2.9", wanting: .read) == .noToken)
        }
        #expect(await send("x", from: "192.0.2.9") == .wrongToken)
    }

    @Test func `the log has the address and the path, never the token, and no line for each of a flood`() async throws {
        let place = Place()
        let limiter = FailureLimiter(perAddress: .init(burst: 1, interval: .seconds(30)))
        let gate = place.gate(Self.both, limiter: limiter)
        for address in ["192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2"] {
            _ = await gate.refusal(
                authorization: "Bearer guessed-0123456789", path: "/ops/stats", from: address, wanting: .read)
        }
        let lines = place.lines.withLock { $0 }
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { !$0.contains("guessed") })
        let last = try JSON.parse(try #require(lines.last))
        #expect(last["cora.client"] == "192.0.2.2")
        #expect(last["cora.path"] == "/ops/stats")
        #expect(last["cora.more"] == "2")
    }

    @Test func `refusals have a status, a challenge where a token helps, and words`() {
        let all: [AccessRefusal] = [
            .noToken, .wrongToken, .tooManyFailures(retryAfter: .milliseconds(1500)), .wantsAct, .notSetUp(.read),
            .notSetUp(.act), .unavailable,
        ]
        #expect(all.map(\.status) == [401, 401, 429, 403, 403, 403, 503])
        #expect(all.map { $0.challenge != nil } == [true, true, false, true, false, false, false])
        #expect(all.map(\.retryAfterSeconds) == [nil, nil, 2, nil, nil, nil, 5])
        #expect(AccessRefusal.tooManyFailures(retryAfter: .zero).retryAfterSeconds == 1)
    }

    @Test func `digests are SHA-256 (FIPS 180-4, of “abc”), equal for equal tokens only`() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(TokenDigest(of: "abc").hexadecimal == abc)
        #expect(TokenDigest(of: "abc") == TokenDigest(of: "abc"))
        #expect(TokenDigest(of: "abc") != TokenDigest(of: "abd"))
    }
}
