import CoraArguments
import CoraBusiness
import CoraCall
import CoraPostgres
import CoraTenant
import CoraWire
import Logging
import Synchronization
import Testing

@testable import CoraTools

struct ToolExecutorTests {
    /// A tool that does what a test wants.
    private struct Probe: Tool {
        let name: String
        let body: @Sendable (JSON) async throws -> ToolOutcome

        var description: ToolDescription {
            ToolDescription(name: name, description: "", parameters: .object([.init("n", .nullable(.integer()))]))
        }

        func run(_ arguments: JSON, in context: ToolContext) async throws -> ToolOutcome {
            try await body(arguments)
        }
    }

    private static func executor(
        deadline: CallDuration = .seconds(60), _ body: @escaping @Sendable (JSON) async throws -> ToolOutcome
    ) -> ToolExecutor {
        ToolExecutor(
            [Probe(name: "probe", body: body), Probe(name: "other", body: body)], deadline: deadline,
            clocks: TestCall.clocks(at: 0),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private static func run(
        _ executor: ToolExecutor, _ name: String = "probe", _ arguments: String = "{}", allowed: [String]? = nil
    ) async -> ToolOutcome {
        var ticket = TestCall.ticket()
        ticket.tenant.toolsAllowed = allowed
        return await executor.run(ToolInvocation(id: "1", name: name, arguments: arguments), on: ticket)
    }

    @Test func `an answer comes in the envelope, and says whether it wrote`() async {
        let executor = Self.executor { ToolOutcome(data: ["n": $0["n"] ?? .null], wrote: true) }
        let outcome = await Self.run(executor, "probe", #"{"n":7}"#)
        #expect(outcome == ToolOutcome(envelope: #"{"data":{"n":7},"ok":true}"#, succeeded: true, wrote: true))
        // A tool without arguments is called with an empty text by some models.
        #expect(await Self.run(executor, "probe", "").envelope == #"{"data":{"n":null},"ok":true}"#)
    }

    @Test func `a failure comes in the envelope, in words`() async throws {
        let executor = Self.executor { _ in throw ToolError(.timeTaken, "Taken.") }
        #expect(
            await Self.run(executor).envelope
                == #"{"error":{"code":"time_taken","message":"Taken.","retryable":false},"ok":false}"#)
        let away = Self.executor { _ in throw PostgresError(.connectFailed, "secret host is down") }
        let envelope = try JSON.parse(await Self.run(away).envelope)
        #expect(envelope.code == "unavailable" && envelope["error"]?["retryable"] == true)
        #expect(envelope.message.contains("in plain words") && !envelope.message.contains("secret"))
        let odd = Self.executor { _ in throw PostgresError(.server, "syntax error", sqlState: "42601") }
        #expect(try JSON.parse(await Self.run(odd).envelope).code == "internal_error")
    }

    @Test func `a name that is no tool's, or that the tenant does not allow, is answered`() async throws {
        let executor = Self.executor { _ in ToolOutcome(data: .null) }
        let unknown = try JSON.parse(await Self.run(executor, "delete_everything").envelope)
        #expect(unknown.code == "unknown_tool" && unknown.message.contains("There are: probe, other."))
        #expect(try JSON.parse(await Self.run(executor, allowed: ["other"]).envelope).code == "not_allowed")
        #expect(try JSON.parse(await Self.run(executor, allowed: ["probe"]).envelope).code == "ok")
        var tenant = TestCall.ticket().tenant
        #expect(executor.descriptions(for: tenant).map(\.name) == ["probe", "other"])
        tenant.toolsAllowed = ["other", "end_call"]
        #expect(executor.descriptions(for: tenant).map(\.name) == ["other"])
    }

    @Test(.timeLimit(.minutes(10)))
    func `a tool that takes too long is stopped and answered for`() async throws {
        let wasStopped = Mutex(false)
        let executor = Self.executor(deadline: .milliseconds(20)) { _ in
            do {
                try await Task.sleep(for: .seconds(600))
            } catch {
                wasStopped.withLock { $0 = true }
                throw error
            }
            return ToolOutcome(data: .null)
        }
        let envelope = try JSON.parse(await Self.run(executor).envelope)
        #expect(envelope.code == "timeout" && envelope["error"]?["retryable"] == true)
        #expect(wasStopped.withLock { $0 })
    }

    @Test(.timeLimit(.minutes(10)))
    func `the call's end stops a tool`() async throws {
        let executor = Self.executor { _ in
            try await Task.sleep(for: .seconds(600))
            return ToolOutcome(data: .null)
        }
        let task = Task { await Self.run(executor) }
        task.cancel()
        #expect(try JSON.parse(await task.value.envelope).code == "cancelled")
    }
}

struct EffectKeyTests {
    private static func hash(_ arguments: JSON) -> String {
        EffectKey.make(call: "c", tenant: "t", tool: "x", arguments: arguments).argumentsHash
    }

    @Test func `the same request has the same key, another one another`() throws {
        let one = Self.hash(["a": 3, "b": .null, "c": ["x": "y"]])
        #expect(one == Self.hash(try JSON.parse(#"{"c":{"x":"y"},"a":3.0}"#)))
        #expect(one != Self.hash(["a": 3, "c": ["x": "z"]]))
        #expect(one.utf8.count == 64 && one.allSatisfy { $0.isHexDigit && !$0.isUppercase })
    }
}
