import CoraBusiness
import CoraCall
import CoraPostgres
import CoraSettings
import CoraTenant
import Logging

/// The tenants of the database.
///
/// The first start imports the tenants file. A copy of the tenants as they last were lies beside the outbox: a server
/// that starts while the database is away answers from it, until the database is back.
final class StoredTenants: TenantSource {
    let changes: AsyncStream<[Tenant]>
    private let directory: PostgresTenantDirectory
    private let store: TenantStore
    private let seed: TenantSeed
    private let lastKnown: LastKnownTenants
    private let followed: TenantFileDirectory?
    /// The tenants in force until the database has been read.
    private let standIn: TenantFile?
    private let logger: Logger
    private let changed: AsyncStream<[Tenant]>.Continuation

    /// Reads the file and the copy. Blocks on the disk: for start-up.
    /// - Parameters:
    ///   - pool: the database, which need not be there yet.
    ///   - seed: the tenants that the first start imports.
    ///   - models: looks up the models that tenants name.
    ///   - folder: the folder of the copy.
    ///   - followed: the tenants file, if the database's tenants are to follow it.
    init(
        pool: PostgresPool, seed: TenantSeed, models: TenantModels, folder: String, followed: TenantFileDirectory?,
        logger: Logger
    ) {
        self.seed = seed
        self.followed = followed
        self.logger = logger
        store = TenantStore(pool: pool, defaults: seed.defaults)
        lastKnown = LastKnownTenants(folder: folder, seed: seed, models: models)
        standIn = lastKnown.read() ?? seed.file
        directory = PostgresTenantDirectory(
            pool: pool, defaults: seed.defaults, finish: { try models.finish($0) }, logger: logger)
        (changes, changed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    deinit {
        changed.finish()
    }

    func tenant(forDialled number: String) -> Tenant? {
        current(forDialled: number)
    }

    func current(forDialled number: String) -> Tenant? {
        guard !directory.isLoaded else { return directory.tenant(forDialled: number) }
        return standIn?.tenants.first { $0.numbers.contains(number) } ?? standIn?.fallback
    }

    var tenants: [Tenant] {
        directory.isLoaded ? directory.tenants : standIn?.tenants ?? []
    }

    /// Imports the file's tenants, if the database has none yet.
    /// - Returns: the ids that were added; empty if there were tenants.
    /// - Throws: `TenantStoreError`.
    func importIfEmpty() async throws -> [String] {
        guard let file = seed.file else { return [] }
        let outcome = try await store.importIfEmpty(TenantSeed.entries(of: file), defaultID: file.fallback?.id)
        guard let outcome else { return [] }
        logger.notice(
            "tenants of the file taken into the database; from now on they change there",
            metadata: ["cora.tenants": "\(outcome.added.joined(separator: " "))"])
        return outcome.added
    }

    /// Keeps the tenants and the copy fresh until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.directory.run() }
            if let followed {
                group.addTask { await followed.run() }
                group.addTask { await self.follow(followed) }
            }
            group.addTask {
                for await tenants in self.directory.changes {
                    self.changed.yield(tenants)
                    await self.copy()
                }
            }
        }
    }

    private func follow(_ followed: TenantFileDirectory) async {
        for await _ in followed.changes {
            let file = followed.file
            do {
                let outcome = try await store.import(TenantSeed.entries(of: file), defaultID: file.fallback?.id)
                guard !outcome.added.isEmpty || !outcome.changed.isEmpty else { continue }
                logger.notice(
                    "tenants of the file taken into the database",
                    metadata: ["cora.tenants": "\((outcome.added + outcome.changed).joined(separator: " "))"])
            } catch {
                logger.error("the tenants of the file are not taken", metadata: ["cora.reason": "\(error)"])
            }
        }
    }

    private func copy() async {
        do {
            try await lastKnown.write(try await store.export())
        } catch {
            logger.warning(
                "the copy of the tenants is not fresh: a start without the database would use an older one",
                metadata: ["cora.reason": "\(error)"])
        }
    }
}
