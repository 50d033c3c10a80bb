import CoraArguments
import CoraCall
import CoraClients
import CoraTenant
import CoraWire
import Logging
import NIOPosix
import NIOSSL
import Testing

@testable import CoraTools

struct DeclaredToolTests {
    private struct Ours: Tool {
        let description = ToolDescription(name: "search_properties", description: "", parameters: .object([]))

        func run(_ arguments: JSON, in context: ToolContext) async throws -> ToolOutcome {
            ToolOutcome(data: "ours")
        }
    }

    private static func executor() throws -> ToolExecutor {
        ToolExecutor(
            [Ours()],
            declared: DeclaredToolClient(
                group: MultiThreadedEventLoopGroup.singleton,
                tls: try NIOSSLContext(configuration: .makeClientConfiguration()), clocks: TestCall.clocks(at: 0)),
            clocks: TestCall.clocks(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private static func ticket(_ name: String = "mortgage_rate", allowed: [String]? = nil) throws -> CallTicket {
        var ticket = TestCall.ticket()
        ticket.tenant.toolsAllowed = allowed
        ticket.tenant.declaredTools = [
            DeclaredTool(
                description: ToolDescription(
                    name: name, description: "Rates.", parameters: .object([.init("years", .integer())])),
                url: try #require(ToolURL("https://127.0.0.1/rate")), secret: Confidential("whsec_1234"))
        ]
        return ticket
    }

    private static func run(
        _ name: String, _ arguments: String = #"{"years":30}"#, on ticket: CallTicket
    ) async throws -> JSON {
        let outcome = try await executor().run(ToolInvocation(id: "1", name: name, arguments: arguments), on: ticket)
        let envelope = try JSON.parse(outcome.envelope)
        #expect(envelope["ok"]?.bool == outcome.succeeded)
        return envelope
    }

    @Test func `both are offered, as far as the tenant allows`() throws {
        let executor = try Self.executor()
        let all = ["search_properties", "mortgage_rate"]
        #expect(try executor.descriptions(for: Self.ticket().tenant).map(\.name) == all)
        let some = try Self.ticket(allowed: ["search_properties"]).tenant
        #expect(executor.descriptions(for: some).map(\.name) == ["search_properties"])
    }

    @Test func `arguments are checked before anything is sent; ours run as ever`() async throws {
        let ticket = try Self.ticket()
        let ours = try await Self.run("search_properties", "{}", on: ticket)
        #expect(ours["data"] == "ours")
        let refused = try await Self.run("mortgage_rate", on: Self.ticket(allowed: ["search_properties"]))
        #expect(refused.code == "not_allowed")
        for arguments in ["{}", #"{"years":"many"}"#, #"{"years":30,"x":1}"#, "["] {
            let refused = try await Self.run("mortgage_rate", arguments, on: ticket)
            #expect(refused.code == "invalid_arguments", "\(arguments)")
        }
        // Asked, and refused because of where it is.
        let asked = try await Self.run("mortgage_rate", on: ticket)
        #expect(asked.code == "not_available")
    }

    @Test func `one that has the name of ours is neither offered nor run`() async throws {
        let ticket = try Self.ticket("search_properties")
        #expect(try Self.executor().descriptions(for: ticket.tenant).map(\.description) == [""])
        let answer = try await Self.run("search_properties", "{}", on: ticket)
        #expect(answer["data"] == "ours")
    }

    @Test func `one without a client for it is no tool`() async throws {
        let executor = ToolExecutor(
            [Ours()], clocks: TestCall.clocks(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let ticket = try Self.ticket()
        #expect(executor.descriptions(for: ticket.tenant).map(\.name) == ["search_properties"])
        let invocation = ToolInvocation(id: "1", name: "mortgage_rate", arguments: "{}")
        let answer = try JSON.parse(await executor.run(invocation, on: ticket).envelope)
        #expect(answer.code == "unknown_tool")
    }
}
