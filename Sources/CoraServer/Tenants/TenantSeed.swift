import CoraCall
package import CoraSettings
package import CoraTenant
import Foundation

/// What the first start imports: the tenants of the file, and the default values of tenants.
package struct TenantSeed: Sendable {
    /// The tenants file; nil if there is none.
    var file: TenantFile?
    /// The default values of tenants, with the instructions of tenants that have none of their own.
    var defaults: Tenant
    /// Reads the text of a file that the tenants file names, by the path it gives.
    var contents: @Sendable (String) -> String?

    /// Reads the tenants file, which need not exist, and the instructions beside it. Blocks on the disk.
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

    /// The file's tenants in the form that the database keeps: tenants with the default instructions have none of their
    /// own, so that they follow when the default changes.
    package static func entries(of file: TenantFile) -> [Tenant] {
        file.tenants.map { tenant in
            var tenant = tenant
            if file.usual.contains(tenant.id) { tenant.instructions = "" }
            return tenant
        }
    }
}
