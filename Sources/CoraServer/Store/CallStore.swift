import CoraBusiness
import CoraCall
import CoraClients
import CoraPostgres
import CoraRealtime
import CoraStore
import Foundation
import Logging
import ServiceLifecycle

/// The database's side of the server: takes calls down in Postgres, by way of the outbox, and has tenants and greetings
/// from there. What a call says is on disk at once, and in the database as soon as it takes it.
struct CallStore: Service {
    /// How long the database is waited for at the end; what is left then goes there at the next start.
    private static let farewell = Duration.seconds(10)
    private static let pauses = [1, 2, 5, 10, 30].map { Duration.seconds($0) }

    /// What calls are taken down with.
    let recorder: StoreRecorder
    /// Who answers which number.
    let tenants: StoredTenants
    /// What callers hear first.
    let greetings: PostgresGreetings
    /// Where records are safe.
    let outbox: Outbox
    /// The database.
    let pool: PostgresPool
    /// The most the outbox may hold, in bytes.
    let outboxLimit: Int
    /// The database for those who read reports: connections of its own, so that no call waits for a long query.
    let reports: PostgresPool
    private let writer: TranscriptWriter
    private let samples: String?
    private let logger: Logger

    /// Opens the outbox, and takes up what an earlier process left in it. The database need not be there yet.
    /// - Parameters:
    ///   - settings: where both are.
    ///   - database: the database's connection string.
    ///   - rows: how records become rows.
    ///   - seed: the tenants that the first start takes in.
    ///   - models: looks up the models that tenants name.
    ///   - followed: the tenants file, if the database's tenants are to follow it.
    ///   - logger: where it logs.
    /// - Throws: `OutboxError`, `PostgresError` for a string that is none.
    init(
        _ settings: Settings.Store, database: Secret, rows: CallRows, seed: TenantSeed, models: TenantModels,
        followed: TenantFileDirectory?, logger: Logger
    ) throws {
        let limits = OutboxLimits(bytes: settings.outboxMegabytes << 20)
        let outbox = try Outbox(folder: settings.outboxFolder, limits: limits)
        outboxLimit = limits.bytes
        let conninfo = try PostgresConninfo(database.revealed)
        pool = PostgresPool(conninfo, logger: logger)
        var few = PostgresPool.Configuration(size: 2)
        few.maximumWaiting = 16
        reports = PostgresPool(conninfo, configuration: few, logger: logger)
        recorder = StoreRecorder(outbox: outbox, rows: rows, logger: logger)
        writer = TranscriptWriter(outbox: outbox, pool: pool, logger: logger)
        tenants = StoredTenants(
            pool: pool, seed: seed, models: models, folder: settings.outboxFolder, followed: followed,
            logger: logger)
        greetings = PostgresGreetings(pool: pool, logger: logger)
        samples = settings.sampleListings
        self.outbox = outbox
        self.logger = logger
    }

    /// What the writer has done.
    var writerFigures: WriterFigures { writer.figures }

    /// Whether new calls may be taken: their records would fit.
    var isAccepting: Bool { outbox.isAccepting }

    /// How full the outbox is, of a hundred.
    var outboxPercent: Int { outbox.figures.bytes / max(outboxLimit / 100, 1) }

    /// What was said and done on a call so far, for a session that takes it up again; empty if the database does not
    /// say so at once. The latest words may still be on their way there.
    func past(of callSID: String) async -> [PastItem] {
        let conversation = await soon(within: Self.patience) {
            try? await StoredConversation.rebuild(callSID: callSID, from: pool)
        }
        return conversation?.items.suffix(Self.longestPast).map { item in
            switch item {
            case .message(let role, _, _, let heard, _): .message(role, heard)
            case .tool(let invocation, let result): .tool(invocation, result: result)
            }
        } ?? []
    }

    /// How long a webhook waits for it: Twilio waits 15 s, a caller on a silent line not a second.
    private static let patience = Duration.milliseconds(700)
    /// Items of it that a session is told.
    private static let longestPast = 60

    /// Brings the schema up to date, then writes until it is stopped; then what is left, for as long as that may take.
    func run() async throws {
        await withTaskGroup { group in
            group.addTask { if await migrate() { await work() } }
            group.addTask {
                try? await gracefulShutdown()
                await writer.stop(within: Self.farewell)
            }
        }
        await outbox.close()
        await reports.close()
        await pool.close()
    }

    /// The writer goes on when the server is stopped, until it is through; the others stop then.
    private func work() async {
        await withDiscardingTaskGroup { parts in
            parts.addTask { await writer.run() }
            parts.addTask {
                await cancelWhenGracefulShutdown { await keepTenants() }
                // Recordings that are lost are made anew, at the price of a response each.
                try? await greetings.flush()
            }
            parts.addTask {
                await cancelWhenGracefulShutdown { await RetentionPurge(pool: pool, logger: logger).run() }
            }
        }
    }

    private func keepTenants() async {
        guard await persist("the tenants are not there yet", { try await firstStart() }) else { return }
        // Before the tenants, or every greeting would be recorded anew. If it fails, `run` takes them later.
        try? await greetings.load()
        await withDiscardingTaskGroup { parts in
            parts.addTask { await tenants.run() }
            parts.addTask { await greetings.run() }
        }
    }

    /// The tenants of the file, and the sample listings where they are wanted.
    private func firstStart() async throws {
        let added = try await tenants.importIfEmpty()
        guard let samples, !added.isEmpty else { return }
        let listings = try PropertyListing.read(String(contentsOfFile: samples, encoding: .utf8))
        for tenant in added { _ = try await PropertyImport(pool).run(listings, for: tenant) }
        logger.notice("sample listings taken into the database", metadata: [LogKey.listings: "\(listings.count)"])
    }

    /// Calls go on while the database is away: their records wait in the outbox. A build that was rolled back works with
    /// the schema of the later one, which has only more in it.
    private func migrate() async -> Bool {
        let migrator = Migrator(logger: logger)
        return await persist("the database is not ready; records wait in the outbox") {
            do {
                _ = try await pool.withConnection { try await migrator.up(on: $0) }
            } catch let error as MigrationError {
                guard case .databaseIsNewer(let version, let known) = error else { throw error }
                logger.warning(
                    "a later build has changed the database's schema",
                    metadata: [LogKey.migration: "\(version)", LogKey.migrationKnown: "\(known)"])
            }
        }
    }

    /// Tries until it works. Returned: false if the server is stopped before.
    private func persist(_ trouble: Logger.Message, _ body: () async throws -> Void) async -> Bool {
        var attempt = 0
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await body()
                return true
            } catch {
                logger.error(trouble, metadata: [LogKey.reason: "\(error)"])
            }
            let pause = Self.pauses[min(attempt, Self.pauses.count - 1)]
            attempt += 1
            await cancelWhenGracefulShutdown { try? await Task.sleep(for: pause) }
        }
        return false
    }
}
