/// Where a setting's value comes from.
package enum SettingsSource: Sendable, Equatable, CustomStringConvertible {
    /// The process environment.
    case environment
    /// The `.env` file.
    case dotEnv
    /// The configuration file, by the path under which it was asked for.
    case file(String)
    /// The program's built-in default.
    case builtIn
    /// Nowhere: the setting has no value.
    case unset

    /// The source as it stands in the report.
    package var description: String {
        switch self {
        case .environment: "environment"
        case .dotEnv: ".env"
        case .file(let path): path
        case .builtIn: "built in"
        case .unset: ""
        }
    }

    /// The source as it stands in a sentence.
    var inWords: String {
        switch self {
        case .environment: "the environment"
        default: description
        }
    }
}
