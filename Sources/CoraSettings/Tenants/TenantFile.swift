import CoraCall
package import CoraTenant
import Yams

/// The tenants of one file: `Config/tenants.yaml`.
///
/// The file has `tenants`, a list; `defaults`, the values of all of them unless they say otherwise; and `default`, the
/// id of the tenant that answers numbers that no tenant has. Every key is described in the file itself.
package struct TenantFile: Sendable, Equatable {
    /// The tenants in the order of the file, each with instructions and greeting as they are used.
    package let tenants: [Tenant]
    /// The tenant for numbers that no tenant has.
    package let fallback: Tenant?
    /// The ids of tenants whose instructions are those of `defaultInstructionsFile`.
    package let usual: Set<String>
    /// Warnings, one line each.
    package let warnings: [String]

    /// The path of the instructions for tenants without their own, from the file's own folder.
    package static let defaultInstructionsFile = "prompts/agent.md"
    /// The number of words in instructions from which on every turn gets slower and dearer for little.
    package static let instructionWords = 600

    /// Reads a file's text. Pure, if `contents` is.
    ///
    /// - Parameters:
    ///   - yaml: the file's text.
    ///   - name: the file's name as it stands in error lines.
    ///   - defaults: a tenant's values before the file is read; see ``Settings/tenantDefaults``.
    ///   - models: looks up the models that tenants name; nil to take names as they are.
    ///   - contents: the text of a file that the tenants file names, by the path it gives; nil if it cannot be read.
    /// - Throws: ``TenantFileError`` with every problem at once.
    package init(
        yaml: String, name: String, defaults: Tenant, models: TenantModels? = nil,
        contents: @escaping (String) -> String?
    ) throws(TenantFileError) {
        var root: Node?
        do {
            root = try BoundedYAML.compose(yaml)
        } catch let error as YamlError {
            throw TenantFileError(problems: [YAMLProblem.line(of: error, file: name)])
        } catch let error as BoundedYAML.TooMuch {
            throw TenantFileError(problems: ["\(name): \(error.problem)"])
        } catch {
            throw TenantFileError(problems: ["\(name): not YAML"])
        }
        guard let mapping = root?.mapping else {
            throw TenantFileError(problems: ["\(name): found no keys; wanted the key tenants, and a list there"])
        }
        var reading = TenantReading(file: name, models: models, contents: contents)
        let (tenants, fallback) = reading.read(mapping, defaults: defaults)
        guard reading.problems.isEmpty else { throw TenantFileError(problems: reading.problems) }
        self.tenants = tenants
        self.fallback = fallback
        usual = reading.usual
        warnings = reading.warnings
    }
}
