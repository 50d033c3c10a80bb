import CoraCall
package import CoraTenant
import Foundation

extension TenantFile {
    /// Reads the file and the files it names. Blocks on the disk: not for an event loop.
    ///
    /// - Parameters:
    ///   - path: the tenants file; relative paths in it count from its folder.
    ///   - defaults: a tenant's values before the file is read; see ``Settings/tenantDefaults``.
    /// - Throws: ``TenantFileError``.
    package static func load(path: String, defaults: Tenant) throws(TenantFileError) -> TenantFile {
        var stamps: [String: FileStamp] = [:]
        return try load(path: path, defaults: defaults, stamps: &stamps)
    }

    /// Reads the file, and says in `stamps` which files were read and their state just before; also if it throws.
    package static func load(
        path: String, defaults: Tenant, models: TenantModels? = nil, stamps: inout [String: FileStamp]
    ) throws(TenantFileError) -> TenantFile {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        var seen = [path: FileStamp(path)]
        defer { stamps = seen }
        guard let yaml = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw TenantFileError(problems: ["\(path): cannot be read; wanted the tenants file"])
        }
        return try TenantFile(yaml: yaml, name: path, defaults: defaults, models: models) { file in
            let file = FilePaths.absolute(file, in: folder)
            seen[file] = FileStamp(file)
            return try? String(contentsOfFile: file, encoding: .utf8)
        }
    }
}

/// The state of a file: enough to notice that it has changed or been replaced.
package struct FileStamp: Sendable, Equatable {
    private let modified: Date?
    private let size: UInt64?
    private let inode: UInt64?

    /// The state of the file at that path, links followed; empty if there is none.
    package init(_ path: String) {
        let target = URL(filePath: path).resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: target)
        modified = attributes?[.modificationDate] as? Date
        size = (attributes?[.size] as? NSNumber)?.uint64Value
        inode = (attributes?[.systemFileNumber] as? NSNumber)?.uint64Value
    }
}
