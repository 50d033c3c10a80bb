/// Settings that cannot be used.
package struct SettingsError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, one line each; never empty.
    package var problems: [String]
    /// Warnings besides, one line each.
    package var warnings: [String]
    /// What could be read, for `cora config`.
    package var report: SettingsReport

    /// The problems, one a line.
    package var description: String {
        problems.joined(separator: "\n")
    }
}

/// Settings that can be used.
package struct LoadedSettings: Sendable {
    /// The settings in force.
    package var settings: Settings
    /// Where each value came from.
    package var report: SettingsReport
    /// What the operator should know, one line each.
    package var warnings: [String]
}
