package import CoraCall
package import CoraRealtime

/// Looks the configured models up before the first call: names that are gone are replaced or refused in words.
package struct ModelCheck: Sendable, Equatable {
    /// What was found, one line each, for the log.
    package private(set) var warnings: [String] = []
    /// What keeps the server from starting, one line each.
    package private(set) var problems: [String] = []
    private let today: CivilDay

    /// - Parameter today: the day against which retirements are held.
    package init(today: CivilDay) {
        self.today = today
    }

    /// The name to use for one that a setting gives.
    /// - Parameters:
    ///   - name: as configured.
    ///   - role: what it is to do.
    ///   - setting: the setting's name, for the lines.
    package mutating func resolve(_ name: String, for role: ModelCatalog.Role, setting: String) -> String {
        switch ModelCatalog.resolve(name, for: role, on: today) {
        case .use(let model, let found):
            warnings += found.map { "\(setting): \($0)" }
            return model.name
        case .refused(let why):
            problems.append("\(setting): \(why)")
            return name
        }
    }
}
