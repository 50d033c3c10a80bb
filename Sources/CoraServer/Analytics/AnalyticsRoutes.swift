import CoraBusiness
import CoraCall
import CoraDoor
import CoraPostgres
import CoraRealtime
import CoraTenant
import CoraWire
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// The routes that the business reads: the page, its data, and tables for spreadsheets.
struct AnalyticsRoutes: Sendable {
    let access: AnalyticsAccess
    /// The database; nil without one.
    let pool: PostgresPool?
    let clocks: Clocks
    let logger: Logger

    init(_ context: ServerContext, gate: AccessGate, _ store: CallStore?) {
        access = AnalyticsAccess(
            gate: gate, tokens: store.map { TenantTokens(AccessTokenStore($0.pools.others), clocks: context.clocks) })
        pool = store?.pools.reports
        clocks = context.clocks
        logger = context.logger
    }

    /// Adds the routes.
    func add(to router: Router<ClientRequestContext>) {
        // The page has no data and no secret in it: without a token, it shows a place to enter one.
        router.get("/analytics") { _, _ in AnalyticsPage.document.response(policy: AnalyticsPage.policy) }
        router.get("/analytics/page.css") { _, _ in AnalyticsPage.style.response(policy: AnalyticsPage.policy) }
        router.get("/analytics/page.js") { _, _ in AnalyticsPage.script.response(policy: AnalyticsPage.policy) }
        router.get("/analytics/data") { request, context in
            try await answer(request, context) { pool, range, tenant in
                let report = try await AnalyticsQueries(pool).report(range, tenant: tenant)
                return Self.json(AnalyticsJSON.report(report))
            }
        }
        router.get("/analytics/export.csv") { request, context in
            try await answer(request, context) { pool, range, tenant in
                guard let table = request.uri.queryParameters["table"].flatMap({ AnalyticsTable.named(String($0)) })
                else {
                    let names = AnalyticsTable.all.map(\.name).joined(separator: ", ")
                    return Self.refuse(400, "bad_request", "table: wanted one of \(names)")
                }
                return try await export(table, range, tenant, pool)
            }
        }
    }

    /// Answers a request whose sender may see it; errors are answered in JSON.
    private func answer(
        _ request: Request, _ context: ClientRequestContext,
        _ body: (PostgresPool, AnalyticsRange, _ tenant: String?) async throws -> Response
    ) async throws -> Response {
        let reader: AnalyticsReader
        do throws(AccessRefusal) {
            reader = try await access.reader(of: request, from: context.clientAddress)
        } catch {
            return error.response
        }
        guard let pool else {
            return Self.refuse(503, "no_database", "Analytics are read from the database, and DATABASE_URL is not set.")
        }
        let asked = request.uri.queryParameters
        let range: AnalyticsRange
        do throws(AnalyticsRange.Problem) {
            range = try AnalyticsRange(
                from: asked["from"].map(String.init), to: asked["to"].map(String.init), today: clocks.wall().day)
        } catch {
            return Self.refuse(400, "bad_request", error.words)
        }
        do {
            return try await body(pool, range, reader.tenant(asked: asked["tenant"].map(String.init)))
        } catch AnalyticsExportError.tooLong {
            return Self.refuse(
                400, "too_long",
                "This table has over \(AnalyticsTable.mostCounted) rows. Ask for fewer days, or for one tenant.")
        } catch AnalyticsExportError.postgres(let error) {
            return unavailable(error)
        } catch let error as PostgresError {
            return unavailable(error)
        }
    }

    private func unavailable(_ error: PostgresError) -> Response {
        logger.warning("analytics could not be read", metadata: [LogKey.reason: "\(error)"])
        return Self.refuse(503, "unavailable", "The database does not answer now. Try again in a moment.")
    }

    /// Exports a table. The first page is read before the answer begins, so that an early error has a status of its
    /// own.
    private func export(
        _ table: AnalyticsTable, _ range: AnalyticsRange, _ tenant: String?, _ pool: PostgresPool
    ) async throws -> Response {
        var export = AnalyticsExport(table, of: range, tenant: tenant, pool: pool)
        let first = export.header + (try await export.next() ?? "")
        let rest = export
        let name = "cora-\(table.name)-\(range.from)-\(range.to).csv"
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8; header=present", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"\(name)\"", .xContentTypeOptions: "nosniff",
            ],
            body: .init { writer in
                var export = rest
                try await writer.write(ByteBuffer(string: first))
                while let page = try await export.next() { try await writer.write(ByteBuffer(string: page)) }
                try await writer.finish(nil)
            })
    }

    private static func json(_ json: JSON) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "application/json; charset=utf-8", .cacheControl: "no-store",
                .xContentTypeOptions: "nosniff",
            ], body: .init(byteBuffer: ByteBuffer(string: json.text + "\n")))
    }

    private static func refuse(_ status: Int, _ code: String, _ message: String) -> Response {
        var response = json(["error": ["code": .string(code), "message": .string(message)]])
        response.status = .init(code: status)
        return response
    }
}
