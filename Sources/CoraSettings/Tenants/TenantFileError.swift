/// A tenants file that cannot be used.
package struct TenantFileError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, one line each, with file, line, tenant, key and what is wanted; never empty.
    package var problems: [String]

    /// The problems, one a line.
    package var description: String {
        problems.joined(separator: "\n")
    }
}
