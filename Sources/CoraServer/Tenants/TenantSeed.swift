package import CoraCall
import Foundation

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
