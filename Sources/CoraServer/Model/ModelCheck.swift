import CoraCall
package import CoraRealtime
package import CoraTenant

/// Checks the configured models before the first call: names of models that are gone are replaced, or refused in words.
package struct ModelCheck: Sendable, Equatable {
    /// What was found, one line each, for the log.
    package private(set) var warnings: [String] = []
    /// What keeps the server from starting, one line each.
    package private(set) var problems: [String] = []
    private let today: CivilDay

    /// - Parameter today: the date that decides which models are retired.
    package init(today: CivilDay) {
        self.today = today
    }

    /// The name to use for a model that a setting names.
    /// - Parameters:
    ///   - name: the name in the setting.
    ///   - role: the model's job.
    ///   - setting: the setting's name, for warnings and problems.
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
