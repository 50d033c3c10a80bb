import CoraCall
package import CoraSettings
package import CoraTenant
import Dispatch
package import Logging
import Synchronization

/// The tenants of a file, read again whenever the file, or one that it names, changes.
///
/// A lookup takes a lock for the time of two dictionary reads, and any thread may make one. ``run()`` watches the
/// files.
package final class TenantFileDirectory: TenantDirectory {
    /// The result of reading the file.
    package enum Reload: Sendable, Equatable {
        /// The file is in force; these tenants are new or have changed.
        case taken(changed: [Tenant])
        /// The file cannot be used; the tenants from before stay in force.
        case kept(TenantFileError)
    }

    private struct State {
        var tenants: [Tenant] = []
        var byNumber: [String: Tenant] = [:]
        var fallback: Tenant?
        var file: TenantFile

        init(_ file: TenantFile) {
            self.file = file
            tenants = file.tenants
            fallback = file.fallback
            for tenant in file.tenants {
                for number in tenant.numbers { byNumber[number] = tenant }
            }
        }
    }

    /// All tenants in force: those at the start, then those after each change. Only one task may read it; if it is
    /// slow, it gets only the latest.
    package let changes: AsyncStream<[Tenant]>

    private static let interval = Duration.seconds(1)
    private let path: String
    private let defaults: Tenant
    private let models: TenantModels?
    private let logger: Logger
    private let state: Mutex<State>
    /// The files that were read. The lock is held while they are read again, so that reloads come one after another.
    private let stamps: Mutex<[String: FileStamp]>
    private let changed: AsyncStream<[Tenant]>.Continuation
    private let disk = DispatchQueue(label: "cora.tenants")

    /// Reads the file. Blocks on the disk: for start-up, not for an event loop.
    ///
    /// - Parameters:
    ///   - path: the tenants file.
    ///   - defaults: a tenant's values before the file is read; see ``Settings/tenantDefaults``.
    ///   - models: looks up the models that tenants name; nil to take names as they are.
    ///   - logger: logs every change.
    /// - Throws: ``TenantFileError`` if the file cannot be used; later on, such a file is only logged.
    package init(path: String, defaults: Tenant, models: TenantModels? = nil, logger: Logger) throws(TenantFileError) {
        self.path = path
        self.defaults = defaults
        self.models = models
        self.logger = logger
        var stamps: [String: FileStamp] = [:]
        let file = try TenantFile.load(path: path, defaults: defaults, models: models, stamps: &stamps)
        self.stamps = Mutex(stamps)
        state = Mutex(State(file))
        (changes, changed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        changed.yield(file.tenants)
        log(file.warnings)
    }

    deinit {
        changed.finish()
    }

    /// The tenant of a dialled number, or the default one; nil if there is neither.
    package func tenant(forDialled number: String) -> Tenant? {
        state.withLock { $0.byNumber[number] ?? $0.fallback }
    }

    /// The file in force.
    package var file: TenantFile {
        state.withLock { $0.file }
    }

    /// All tenants in force, in the order of the file.
    package var tenants: [Tenant] {
        state.withLock { $0.tenants }
    }

    /// Watches the file until the task is cancelled: once a second, on a queue of its own, because the disk blocks.
    package func run() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.interval)
            guard !Task.isCancelled else { return }
            await withCheckedContinuation { continuation in
                disk.async {
                    self.reloadIfChanged()
                    continuation.resume()
                }
            }
        }
    }

    /// Reads the file again if it, or one that it names, has changed. Blocks on the disk.
    ///
    /// - Returns: nil if nothing has changed.
    @discardableResult
    package func reloadIfChanged() -> Reload? {
        let isChanged = stamps.withLock { stamps in stamps.contains { FileStamp($0.key) != $0.value } }
        return isChanged ? reload() : nil
    }

    /// Reads the file now. Calls in progress keep the tenant they began with. Blocks on the disk.
    @discardableResult
    package func reload() -> Reload {
        stamps.withLock { stamps in
            do throws(TenantFileError) {
                return take(try TenantFile.load(path: path, defaults: defaults, models: models, stamps: &stamps))
            } catch {
                logger.error(
                    "tenants file not taken, the tenants from before stay in force",
                    metadata: ["cora.tenants.problems": "\(error.problems.joined(separator: " | "))"])
                return .kept(error)
            }
        }
    }

    private func take(_ file: TenantFile) -> Reload {
        let before = state.withLock { state in
            defer { state = State(file) }
            return state.tenants
        }
        let changed = file.tenants.filter { !before.contains($0) }
        logger.info(
            "tenants file taken",
            metadata: [
                "cora.tenants.count": "\(file.tenants.count)",
                "cora.tenants.changed": "\(changed.map(\.id).joined(separator: " "))",
            ])
        log(file.warnings)
        if file.tenants != before { self.changed.yield(file.tenants) }
        return .taken(changed: changed)
    }

    private func log(_ warnings: [String]) {
        for warning in warnings { logger.warning("\(warning)") }
    }
}
