import CoraBusiness
import CoraCall
import CoraPostgres
import CoraRealtime
import CoraSettings
import CoraStore
import Foundation
import Logging
import ServiceLifecycle

/// The parts of the server that use the database: it records calls in Postgres, by way of the outbox, and reads tenants
/// and recordings from there. What a call says is on disk at once, and in the database as soon as the database takes it.
struct CallStore: Service {
    /// How long to wait for the database when the server stops; rows left then go there at the next start.
    private static let farewell = Duration.seconds(10)
    private static let pauses = [1, 2, 5, 10, 30].map { Duration.seconds($0) }

    /// Records calls into the outbox.
    let recorder: StoreRecorder
    /// The tenants, by the numbers they answer.
    let tenants: StoredTenants
    /// The recorded greetings and phrases.
    let recordings: PostgresRecordings
    /// Keeps records on disk until the database has them.
    let outbox: Outbox
    /// The database.
    let pools: DatabasePools
    /// The most the outbox may hold, in bytes.
    let outboxLimit: Int
    private let writer: TranscriptWriter
    private let samples: String?
    private let logger: Logger

    /// Opens the outbox, with the rows that an earlier process left in it. The database need not be there yet.
    /// - Parameters:
    ///   - settings: the settings of the outbox and the database.
    ///   - database: the database's connection string.
    ///   - rows: turns records into rows.
    ///   - seed: the tenants that the first start imports.
    ///   - models: looks up the models that tenants name.
    ///   - followed: the tenants file, if the database's tenants are to follow it.
    ///   - logger: the logger of all parts.
    /// - Throws: `OutboxError`, `PostgresError` for a text that is not a connection string.
    init(
        _ settings: Settings.Store, database: Secret, rows: CallRows, seed: TenantSeed, models: TenantModels,
        followed: TenantFileDirectory?, logger: Logger
    ) throws {
        let limits = OutboxLimits(bytes: settings.outboxMegabytes << 20)
        let outbox = try Outbox(folder: settings.outboxFolder, limits: limits)
        outboxLimit = limits.bytes
        let conninfo = try PostgresConninfo(database.revealed)
        pools = DatabasePools(conninfo, settings, logger: logger)
        recorder = StoreRecorder(outbox: outbox, rows: rows, logger: logger)
        writer = TranscriptWriter(outbox: outbox, pool: pools.record, logger: logger)
        tenants = StoredTenants(
            pool: pools.others, seed: seed, models: models, folder: settings.outboxFolder, followed: followed,
            logger: logger)
        recordings = PostgresRecordings(pool: pools.others, logger: logger)
        samples = settings.sampleListings
        self.outbox = outbox
        self.logger = logger
    }

    /// What the writer has done, and how it gets on.
    var writerFigures: WriterFigures { writer.figures }

    /// Whether new calls may be taken, because the outbox has room for their records.
    var isAccepting: Bool { outbox.isAccepting }

    /// How full the outbox is, in percent.
    var outboxPercent: Int { outbox.figures.bytes / max(outboxLimit / 100, 1) }

    /// Brings the schema up to date, then writes rows until it is stopped; then it writes what is left, for as long as
    /// that may take.
    func run() async throws {
        await pools.start()
        await withTaskGroup { group in
            group.addTask { if await migrate() { await work() } }
            group.addTask {
                try? await gracefulShutdown()
                await writer.stop(within: Self.farewell)
            }
        }
        await outbox.close()
        await pools.close()
    }

    /// Runs the parts. When the server stops, the writer goes on until it is through; then the others stop.
    private func work() async {
        await withDiscardingTaskGroup { parts in
            parts.addTask { await writer.run() }
            parts.addTask {
                await cancelWhenGracefulShutdown { await keepTenants() }
                // Recordings that are lost would be made anew, at the price of a response each.
                try? await recordings.flush()
            }
            parts.addTask {
                await cancelWhenGracefulShutdown { await RetentionPurge(pool: pools.others, logger: logger).run() }
            }
        }
    }

    private func keepTenants() async {
        guard await persist("the tenants are not there yet", { try await firstStart() }) else { return }
        // Recordings are loaded before the tenants, or else every sentence would be recorded anew. If this fails, `run`
        // loads them later.
        try? await recordings.load()
        await withDiscardingTaskGroup { parts in
            parts.addTask { await tenants.run() }
            parts.addTask { await recordings.run() }
        }
    }

    /// Imports the tenants of the file, and the sample listings if the settings name them.
    private func firstStart() async throws {
        let added = try await tenants.importIfEmpty()
        guard let samples, !added.isEmpty else { return }
        let listings = try PropertyListing.read(String(contentsOfFile: samples, encoding: .utf8))
        for tenant in added { _ = try await PropertyImport(pools.others).run(listings, for: tenant) }
        logger.notice("sample listings taken into the database", metadata: [LogKey.listings: "\(listings.count)"])
    }

    /// Brings the schema up to date. Calls go on while the database is away: their records wait in the outbox. An older
    /// build works with the schema of a newer one, which only has more in it.
    private func migrate() async -> Bool {
        let migrator = Migrator(logger: logger)
        return await persist("the database is not ready; records wait in the outbox") {
            do {
                _ = try await pools.others.withConnection { try await migrator.up(on: $0) }
            } catch let error as MigrationError {
                guard case .databaseIsNewer(let version, let known) = error else { throw error }
                logger.warning(
                    "a later build has changed the database's schema",
                    metadata: [LogKey.migration: "\(version)", LogKey.migrationKnown: "\(known)"])
            }
        }
    }

    /// Tries until it works.
    /// - Returns: false if the server is stopped before.
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
