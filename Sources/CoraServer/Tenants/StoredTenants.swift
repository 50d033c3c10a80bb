package import CoraCall
import CoraRealtime
import CoraStore
import Dispatch
import Foundation
import Logging

/// The tenants of the database.
///
/// The tenants file is taken in at the first start. A copy of the tenants as they last were lies beside the outbox: a
/// server that starts while the database is away answers from it, until the database is back.
final class StoredTenants: TenantSource {
    let changes: AsyncStream<[Tenant]>
    private let directory: PostgresTenantDirectory
    private let store: TenantStore
    private let seed: TenantSeed
    private let lastKnown: LastKnownTenants
    private let followed: TenantFileDirectory?
    /// In force until the database has been read.
    private let standIn: TenantFile?
    private let logger: Logger
    private let changed: AsyncStream<[Tenant]>.Continuation

    /// Reads the file and the copy. Blocks on the disk: for start-up.
    /// - Parameters:
    ///   - pool: the database, which need not be there yet.
    ///   - seed: what the first start takes in.
    ///   - models: looks up the models that tenants name.
    ///   - folder: where the copy is.
    ///   - followed: the file, if the database's tenants are to follow it.
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

    /// Takes the file's tenants in, if the database has none yet.
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

    /// Keeps the tenants fresh, and the copy, until the task is cancelled.
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

/// What the first start takes in: the tenants of the file, and what tenants have that say nothing else.
package struct TenantSeed: Sendable {
    /// The file; nil if there is none.
    var file: TenantFile?
    /// What tenants have by default, with the instructions of those that have none of their own.
    var defaults: Tenant
    /// Reads a file that the tenants file names, by the path it gives.
    var contents: @Sendable (String) -> String?

    /// Reads the tenants file, which need not be there, and the instructions beside it. Blocks on the disk.
    /// - Throws: `TenantFileError` if there is a file and it cannot be used.
    init(path: String, defaults: Tenant, models: TenantModels) throws(TenantFileError) {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        contents = { try? String(contentsOfFile: FilePaths.absolute($0, in: folder), encoding: .utf8) }
        self.defaults = defaults
        self.defaults.instructions = contents(TenantFile.defaultInstructionsFile) ?? ""
        guard FileManager.default.fileExists(atPath: path) else { return }
        var stamps: [String: FileStamp] = [:]
        file = try TenantFile.load(path: path, defaults: defaults, models: models, stamps: &stamps)
    }

    /// The file's tenants as the database keeps them: those with the usual instructions have none of their own, so
    /// that they follow when those change.
    package static func entries(of file: TenantFile) -> [Tenant] {
        file.tenants.map { tenant in
            var tenant = tenant
            if file.usual.contains(tenant.id) { tenant.instructions = "" }
            return tenant
        }
    }
}

/// The tenants as the database last had them, in a file with the keys of `Config/tenants.yaml`.
struct LastKnownTenants: Sendable {
    private let path: String
    private let seed: TenantSeed
    private let models: TenantModels
    private let disk = DispatchQueue(label: "cora.tenants.copy")

    init(folder: String, seed: TenantSeed, models: TenantModels) {
        path = FilePaths.absolute("tenants.yaml", in: folder)
        self.seed = seed
        self.models = models
    }

    /// Nil if there is no copy, or none that can be used. Blocks on the disk.
    func read() -> TenantFile? {
        guard let yaml = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        return try? TenantFile(yaml: yaml, name: path, defaults: seed.defaults, models: models, contents: seed.contents)
    }

    /// Replaces the copy, whole or not at all.
    func write(_ yaml: String) async throws {
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            disk.async {
                done.resume(
                    with: Result { try yaml.write(toFile: path, atomically: true, encoding: .utf8) })
            }
        }
    }
}

extension TenantModels {
    /// Why a tenant's models cannot be used.
    struct Refusal: Error, CustomStringConvertible {
        var description: String
    }

    /// The tenant with models that are there.
    /// - Throws: `Refusal`, in words.
    func finish(_ tenant: Tenant) throws -> Tenant {
        var tenant = tenant
        tenant.model = try name(tenant.model, "model", .speech)
        tenant.transcriptionModel = try name(tenant.transcriptionModel, "transcriptionModel", .transcription)
        return tenant
    }

    private func name(_ name: String?, _ key: String, _ role: ModelCatalog.Role) throws -> String? {
        guard let name else { return nil }
        switch resolve(name, for: role) {
        case .use(let model, _): return model.name
        case .refused(let why): throw Refusal(description: "\(key): \(why)")
        }
    }
}
