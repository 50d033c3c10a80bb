import CoraCall
import CoraClients
import CoraWire
import Logging
import NIOPosix
import NIOSSL
import Testing

@testable import CoraTools

@Suite("Tenants' own tools beside ours")
struct DeclaredToolRunnerTests {
    private struct Ours: ToolRunner {
        func descriptions(for tenant: Tenant) -> [ToolDescription] {
            [ToolDescription(name: "search_properties", description: "", parameters: .object([]))]
        }

        func run(_ invocation: ToolInvocation, on ticket: CallTicket) async -> ToolOutcome {
            ToolOutcome(envelope: #"{"data":"ours","ok":true}"#, succeeded: true, wrote: false)
        }
    }

    private static func runner() throws -> DeclaredToolRunner {
        DeclaredToolRunner(
            beside: Ours(),
            client: DeclaredToolClient(
                group: MultiThreadedEventLoopGroup.singleton,
                tls: try NIOSSLContext(configuration: .makeClientConfiguration()), now: { 0 }),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private static func ticket(allowed: [String]? = nil) throws -> CallTicket {
        var ticket = TestCall.ticket()
        ticket.tenant.toolsAllowed = allowed
        ticket.tenant.declaredTools = [
            DeclaredTool(
                description: ToolDescription(
                    name: "mortgage_rate", description: "Rates.", parameters: .object([.init("years", .integer())])),
                url: try #require(ToolURL("https://127.0.0.1/rate")), secret: Confidential("whsec_1234"))
        ]
        return ticket
    }

    private static func run(
        _ name: String, _ arguments: String = #"{"years":30}"#, allowed: [String]? = nil
    ) async throws -> JSON {
        let invocation = ToolInvocation(id: "1", name: name, arguments: arguments)
        return try JSON.parse(await runner().run(invocation, on: ticket(allowed: allowed)).envelope)
    }

    @Test("both are offered, as far as the tenant allows")
    func offered() throws {
        let runner = try Self.runner()
        let all = ["search_properties", "mortgage_rate"]
        #expect(try runner.descriptions(for: Self.ticket().tenant).map(\.name) == all)
        let some = try Self.ticket(allowed: ["search_properties"]).tenant
        #expect(runner.descriptions(for: some).map(\.name) == ["search_properties"])
    }

    @Test("arguments are checked before anything is sent; ours run as ever")
    func run() async throws {
        let ours = try await Self.run("search_properties")
        #expect(ours["data"] == "ours")
        let notAllowed = try await Self.run("mortgage_rate", allowed: ["search_properties"])
        #expect(notAllowed["data"] == "ours")
        for arguments in ["{}", #"{"years":"thirty"}"#, #"{"years":30,"x":1}"#, "["] {
            let refused = try await Self.run("mortgage_rate", arguments)
            #expect(refused.code == "invalid_arguments", "\(arguments)")
        }
        // Asked, and refused because of where it is.
        let asked = try await Self.run("mortgage_rate")
        #expect(asked.code == "not_available")
    }
}
