import BenchProbes
import CoraDevPostgres
import CoraPostgres
import CoraStore
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix

extension LoadBenchmark {
    /// CORA as it is used, each variant beside the plain relay.
    func measureVariants(into section: inout Section) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/cora-bench-\(UUID())"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await measure(.cora(cora, name: "pcm16", .pcm16), titled: "PCM16", into: &section)
        var secure = LoadProgram.cora(cora, name: "tls")
        secure.command.tls = try LoadTLS(in: folder)
        // The relay speaks no TLS: what TLS costs is in this ratio, whole.
        try await measure(secure, titled: "by TLS on both sides", into: &section)
        try await measureStored(into: &section)
    }

    private func measureStored(into section: inout Section) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/cora-bench-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let logger = StoreUnderTest.logger
        let postgres = try await EmbeddedPostgres.start(.init(folder: folder), logger: logger)
        let result: Result<Void, any Error>
        do {
            let pool = PostgresPool(postgres.conninfo, logger: logger)
            _ = try await pool.withConnection { try await Migrator(logger: logger).up(on: $0) }
            await pool.close()
            let database = ["DATABASE_URL": postgres.conninfo.text]
            try await measure(
                .cora(cora, name: "postgres", settings: database), titled: "with Postgres", into: &section)
            result = .success(try await measureEverything(database, into: &section))
        } catch {
            result = .failure(error)
        }
        await postgres.stop()
        try result.get()
    }

    /// A production line: every call is taken down and summed up, has spans, and is held to its limits; the tenant has
    /// hours, a person, a web page and tools; the log is JSON, and metrics are read three times as often as Prometheus does.
    private func measureEverything(_ database: [String: String], into section: inout Section) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        // Takes spans, and whatever else is told to others, and says so.
        let collector = try await ProbeSocket.listen(on: group.next(), answer: { _ in .init(.ok, body: "{}") }) { _ in
            ModelConversation(greeting: "")
        }
        let other = "http://127.0.0.1:\(collector.localAddress?.port ?? 0)"
        var program = LoadProgram.cora(
            cora, name: "everything",
            settings: database.merging([
                "TWILIO_ACCOUNT_SID": CarrierMessages.accountSID, "OPENAI_SUMMARY_MODEL": "gpt-5.4-mini",
                "OPS_TOKEN": LoadPoll.token, "LOG_FORMAT": "json", "LOG_REDACT": "speech",
                "METRICS_TENANT_LABELS": "true", "CALL_SILENCE_SECONDS": "60", "TWILIO_API_URL": other,
                "MAX_CALLS_PER_MINUTE": "100000", "TENANT_MAX_CALLS": "2000", "TENANT_MAX_CALLS_PER_MINUTE": "100000",
                "SPEND_SOFT_USD": "100000", "SPEND_HARD_USD": "200000", "SHED_LOOP_LAG_MILLISECONDS": "5000",
                "OTEL_EXPORTER_OTLP_ENDPOINT": other,
            ]) { $1 })
        program.tenant = [
            "humanNumber: \"+14155550177\"", "zeroMeansHuman: true", "webOpen: true", "timeZone: America/Chicago",
            "businessHours: always", "limits: { concurrentCalls: 2000, dailySoftUSD: 100000, dailyHardUSD: 200000 }",
        ]
        program.poll = LoadPoll(target: "/metrics", every: .seconds(5))
        let result: Result<Void, any Error>
        do {
            result = .success(try await measure(program, titled: "with everything", into: &section))
        } catch {
            result = .failure(error)
        }
        try await collector.close()
        try await group.shutdownGracefully()
        try result.get()
    }
}
