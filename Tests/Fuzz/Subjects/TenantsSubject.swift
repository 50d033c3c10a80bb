import CoraSettings
import CoraTenant

/// A tenants file: it is read, or what is wrong is said in short lines; and what was read is written as a file that reads as
/// the same.
enum TenantsSubject {
    private static let defaults = Tenant(id: "", numbers: [], agentName: "Ray")

    static func check(_ bytes: UnsafeRawBufferPointer) -> String? {
        let file: TenantFile
        do throws(TenantFileError) {
            file = try read(String(decoding: bytes, as: UTF8.self))
        } catch {
            return fault(in: error.problems)
        }
        let entries = file.tenants.map { TenantEntry($0, isDefault: $0.id == file.fallback?.id) }
        let written = TenantExport.yaml(entries, defaults: defaults)
        do throws(TenantFileError) {
            let again = try read(written)
            guard again.tenants == file.tenants, again.fallback == file.fallback else {
                return "written as other tenants:\n\(written)"
            }
            return nil
        } catch {
            return "written as a file that is none: \(error)\n\(written)"
        }
    }

    private static func read(_ text: String) throws(TenantFileError) -> TenantFile {
        try TenantFile(yaml: text, name: "tenants.yaml", defaults: defaults) { path in
            path == TenantFile.defaultInstructionsFile ? "Be kind." : nil
        }
    }

    private static func fault(in problems: [String]) -> String? {
        if problems.isEmpty { return "refused without a word" }
        for problem in problems {
            guard problem.utf8.count <= 4_000 else { return "a line of \(problem.utf8.count) bytes" }
            guard !problem.contains(where: \.isNewline) else { return "a problem in several lines: \(problem)" }
        }
        return nil
    }
}
