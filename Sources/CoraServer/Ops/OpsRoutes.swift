import CoraCall
import CoraDoor
import CoraSettings
import CoraSupervisor
import CoraTenant
import Foundation
import Hummingbird
import Logging
import NIOCore

/// The routes that people on call read and act with. Reading needs the scope `read`, acting `act`.
struct OpsRoutes: Sendable {
    private typealias Context = ClientRequestContext

    private struct History: Encodable {
        var points: [HistoryPoint]
    }

    private struct Done: Encodable {
        var done: String
    }

    private struct TransferWish: Decodable {
        var number: String?
    }

    private static let longestBody = 4096

    let watch: FleetWatch
    let reader: FleetReader
    let supervisor: CallSupervisor
    let gate: AccessGate
    let live: LiveSettings
    let clocks: Clocks
    let logger: Logger

    /// Adds the routes.
    func add(to router: Router<ClientRequestContext>) {
        router.get("/ops/stats") { request, context in
            try await reading(request, context) { try OpsJSON.response(await watch.stats()) }
        }
        router.get("/ops/history") { request, context in
            try await reading(request, context) { try OpsJSON.response(History(points: watch.history)) }
        }
        router.get("/ops/calls") { request, context in
            try await reading(request, context) { try await calls(request) }
        }
        router.get("/ops/calls/:sid") { request, context in
            try await reading(request, context) { try await call(try context.parameters.require("sid")) }
        }
        router.post("/ops/drain") { request, context in
            try await acting(request, context) { try await drain(request) }
        }
        router.post("/ops/undrain") { request, context in try await acting(request, context) { try await undrain() } }
        router.post("/ops/calls/:sid/hangup") { request, context in
            try await acting(request, context) { try await hangUp(try context.parameters.require("sid"), request) }
        }
        router.post("/ops/calls/:sid/transfer") { request, context in
            try await acting(request, context) {
                try await transfer(try context.parameters.require("sid"), request, context)
            }
        }
    }

    // MARK: Who may

    private func reading(
        _ request: Request, _ context: Context, _ answer: () async throws -> Response
    ) async throws -> Response {
        if let refusal = await gate.refusal(of: request, from: context.clientAddress, wanting: .read) { return refusal }
        return try await answer()
    }

    private func acting(
        _ request: Request, _ context: Context, _ answer: () async throws -> Response
    ) async throws -> Response {
        if let refusal = await gate.refusal(of: request, from: context.clientAddress, wanting: .act) { return refusal }
        logger.notice("an operator acts", metadata: [LogKey.path: "\(request.uri.path)"])
        return try await answer()
    }

    // MARK: Reading

    private func calls(_ request: Request) async throws -> Response {
        let query = CallListQuery { request.uri.queryParameters[Substring($0)].map(String.init) }
        guard let query else {
            let orders = CallListQuery.Order.allCases.map(\.rawValue).joined(separator: ", ")
            return OpsJSON.refusal(
                "sort is one of \(orders); limit is 1 to \(CallListQuery.most)", status: .badRequest)
        }
        return try OpsJSON.response(query.select(await reader.calls()))
    }

    private func call(_ sid: String) async throws -> Response {
        guard let call = await reader.call(sid) else { return Self.unknown(sid) }
        return try OpsJSON.response(call)
    }

    private static func unknown(_ sid: String) -> Response {
        OpsJSON.refusal("no call \(sid.prefix(64)) lives here, or has ended lately", status: .notFound)
    }

    // MARK: Acting

    private static let longestDrain = 86_400

    /// Begins a drain: calls go on for `?seconds=N`, else as long as the settings say; then they are moved on. With
    /// `?exit=true` the process goes away afterwards, as after SIGTERM.
    private func drain(_ request: Request) async throws -> Response {
        let wanted = request.uri.queryParameters["seconds"].map { Int($0) }
        let usual = live.current.server.drainDeadline.milliseconds / 1000
        guard let seconds = wanted ?? usual, (0...Self.longestDrain).contains(seconds)
        else { return OpsJSON.refusal("seconds is 0 to \(Self.longestDrain)", status: .badRequest) }
        let now = clocks.steady()
        let until = now + .seconds(seconds)
        if request.uri.queryParameters["exit"] == "true" {
            let left = max(await supervisor.stop(until: until) - now, .zero)
            return try Self.drains(for: left.milliseconds / 1000, "then the process ends")
        }
        guard await supervisor.beginDraining(until: until) else { return Self.isStopping }
        return try Self.drains(for: seconds, "the process stays")
    }

    private static func drains(for seconds: Int, _ end: String) throws -> Response {
        try OpsJSON.response(
            Done(done: "no new calls are taken; those on the line may go on for \(seconds) s, \(end)"))
    }

    private static var isStopping: Response {
        OpsJSON.refusal("this process is stopping: that cannot be taken back", status: .conflict)
    }

    private func undrain() async throws -> Response {
        guard await supervisor.undrain() else {
            return Self.isStopping
        }
        return try OpsJSON.response(Done(done: "calls are taken again"))
    }

    private static var isEnding: Response {
        OpsJSON.refusal("this call is on its way to its end: nothing was done", status: .conflict)
    }

    /// Hangs a call up: at once with `?now=true`, else after a goodbye that the caller hears.
    private func hangUp(_ sid: String, _ request: Request) async throws -> Response {
        guard let entry = await supervisor.liveCall(sid) else { return Self.unknown(sid) }
        if request.uri.queryParameters["now"] == "true" {
            // The end is not waited for: the call may be on a loop that is stuck.
            entry.call.hand(.end(.operatorEnded))
            return try OpsJSON.response(Done(done: "the line is being closed"))
        }
        guard await entry.call.leave(.operatorEnded) else { return Self.isEnding }
        return try OpsJSON.response(Done(done: "the agent says goodbye, then the line closes"))
    }

    private static func wish(_ body: ByteBuffer) -> TransferWish? {
        try? JSONDecoder().decode(TransferWish.self, from: Data(body.readableBytesView))
    }

    private func transfer(_ sid: String, _ request: Request, _ context: Context) async throws -> Response {
        guard let entry = await supervisor.liveCall(sid) else { return Self.unknown(sid) }
        var request = request
        let body = try await request.collectBody(upTo: Self.longestBody)
        let wish = body.readableBytes == 0 ? TransferWish() : Self.wish(body)
        guard let wish else {
            return OpsJSON.refusal("the body is {\"number\": \"+1…\"} or empty", status: .badRequest)
        }
        guard let number = wish.number ?? entry.ticket.tenant.humanNumber else {
            return OpsJSON.refusal(
                "\(entry.ticket.tenant.id) has no person's number: name one, {\"number\": \"+1…\"}", status: .conflict)
        }
        guard let phone = try? PhoneNumber(number) else {
            return OpsJSON.refusal("\(number.prefix(32)) is not a number that can be called", status: .badRequest)
        }
        guard await entry.call.leave(.transfer(to: TransferOrder(phone.e164))) else { return Self.isEnding }
        return try OpsJSON.response(Done(done: "the caller is told, and put through"))
    }
}
