import CoraSettings
import CoraStore
import Dispatch
import Foundation

/// A copy of the database's tenants as they last were, in a file with the keys of `Config/tenants.yaml`.
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

    /// Reads the copy; nil if there is none that can be used. Blocks on the disk.
    func read() -> TenantFile? {
        guard let yaml = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        return try? TenantFile(yaml: yaml, name: path, defaults: seed.defaults, models: models, contents: seed.contents)
    }

    /// Replaces the copy, in whole or not at all.
    func write(_ yaml: String) async throws {
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            disk.async {
                done.resume(
                    with: Result { try PrivateFiles.write(yaml, to: path) })
            }
        }
    }
}
