import ArgumentParser
import CoraDoor
import CoraServer
import CoraSupervisor
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// Serves the page of `/ops`, and all it asks for, over made-up calls: for browsers and `cora top` to be tried on.
@main
struct OpsStandIn: AsyncParsableCommand {
    @Option(help: "The port of 127.0.0.1; 0 for any that is free.")
    var port = 0

    @Option(help: "How many calls there are at a time.")
    var calls = 1000

    @Option(help: "How many tenants they are of.")
    var tenants = 24

    @Flag(help: "Something is wrong with everything.")
    var problems = false

    @Flag(help: "Names and words are full of markup and control characters.")
    var hostile = false

    @Option(help: "The token that may act; without one everybody may.")
    var token: String?

    @Option(help: "The token that may only read.")
    var readToken: String?

    @Option(help: "The runbook that is shown.")
    var runbook: String?

    func run() async throws {
        let fleet = MadeUpFleet(calls: calls, tenants: tenants, isWrong: problems, isHostile: hostile)
        let events = OpsEvents(
            sources: .init(
                stats: { fleet.stats() }, calls: { fleet.calls() },
                history: { fleet.history().last }))
        let router = Router(context: ClientRequestContext.self)
        OpsPageRoutes(events: events, runbook: runbook) { [self] request, _ in refusal(request, acts: false) }.add(
            to: router)
        addFigures(of: fleet, to: router)
        addActions(on: fleet, to: router)
        let logger = Logger(label: "ops") { _ in SwiftLogNoOpLogHandler() }
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in Self.say("page http://127.0.0.1:\(channel.localAddress?.port ?? 0)/ops") },
            logger: logger)
        let services = ServiceGroup(
            services: [application, events], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        try await services.run()
    }

    private func addFigures(of fleet: MadeUpFleet, to router: Router<ClientRequestContext>) {
        router.get("/ops/stats") { [self] request, _ in refusal(request, acts: false) ?? Self.json(fleet.stats()) }
        router.get("/ops/history") { [self] request, _ in
            refusal(request, acts: false) ?? Self.json(["points": fleet.history()])
        }
        router.get("/ops/calls") { [self] request, _ in
            let calls = fleet.calls()
            return refusal(request, acts: false) ?? Self.json(Listing(calls: calls, total: calls.count))
        }
        router.get("/ops/calls/:sid") { [self] request, context in
            if let refusal = refusal(request, acts: false) { return refusal }
            guard let timeline = fleet.timeline(of: context.parameters.get("sid") ?? "") else {
                return Response(status: .notFound)
            }
            return Self.json(timeline)
        }
    }

    private func addActions(on fleet: MadeUpFleet, to router: Router<ClientRequestContext>) {
        for action in ["drain", "undrain"] {
            router.post(RouterPath("/ops/\(action)")) { [self] request, _ in
                if let refusal = refusal(request, acts: true) { return refusal }
                fleet.drain(action == "drain")
                return Response(status: .accepted)
            }
        }
        for action in ["hangup", "transfer"] {
            router.post(RouterPath("/ops/calls/:sid/\(action)")) { [self] request, context in
                if let refusal = refusal(request, acts: true) { return refusal }
                fleet.end(context.parameters.get("sid") ?? "")
                return Response(status: .accepted)
            }
        }
    }

    private func refusal(_ request: Request, acts: Bool) -> Response? {
        guard token != nil || readToken != nil else { return nil }
        let given = request.headers[.authorization]
        if let token, given == "Bearer \(token)" { return nil }
        if let readToken, given == "Bearer \(readToken)" { return acts ? Response(status: .forbidden) : nil }
        return Response(status: .unauthorized)
    }

    private struct Listing: Encodable {
        var calls: [CallStats]
        var total: Int
    }

    private static func json(_ value: some Encodable) -> Response {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        guard let data = try? encoder.encode(value) else { return Response(status: .internalServerError) }
        return Response(
            status: .ok, headers: [.contentType: "application/json"], body: .init(byteBuffer: ByteBuffer(bytes: data)))
    }

    private static func say(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }
}
