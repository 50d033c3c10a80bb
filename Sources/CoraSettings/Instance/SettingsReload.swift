/// Finds what changed when settings were read again, and what needs a restart.
package struct SettingsReload: Sendable {
    /// The result of reading the settings again.
    package struct Changes: Sendable, Equatable {
        /// The settings that have changed, with their new values.
        package var taken: [SettingsReport.Row] = []
        /// The names of settings that have changed since the start and need a restart.
        package var waiting: [String] = []
    }

    private var inForce: LoadedSettings

    /// - Parameter inForce: the settings that the server began with.
    package init(_ inForce: LoadedSettings) {
        self.inForce = inForce
    }

    /// Compares newly read settings with those before.
    package mutating func take(_ new: LoadedSettings) -> Changes {
        var changes = Changes()
        let before = Self.rows(inForce.report)
        let after = Self.rows(new.report)
        for key in SettingsKey.all {
            // A value that is not set may be made anew each time, as a random secret is.
            let isUnset = before[key.name]?.source == .unset && after[key.name]?.source == .unset
            guard !isUnset, !key.isSame(in: inForce.settings, new.settings) else { continue }
            guard key.isLive else {
                changes.waiting.append(key.name)
                continue
            }
            key.carry(from: new.settings, into: &inForce.settings)
            changes.taken.append(after[key.name] ?? .init(name: key.name, value: "", source: .unset))
        }
        inForce.report = new.report
        return changes
    }

    private static func rows(_ report: SettingsReport) -> [String: SettingsReport.Row] {
        Dictionary(report.sections.flatMap(\.rows).map { ($0.name, $0) }) { first, _ in first }
    }
}
