/// Where a value comes from.
package enum SettingsSource: Sendable, Equatable, CustomStringConvertible {
    /// The process environment.
    case environment
    /// The `.env` file.
    case dotEnv
    /// The configuration file, by the path under which it was asked for.
    case file(String)
    /// The program.
    case builtIn
    /// Nowhere: there is no value.
    case unset

    /// As it stands in the report.
    package var description: String {
        switch self {
        case .environment: "environment"
        case .dotEnv: ".env"
        case .file(let path): path
        case .builtIn: "built in"
        case .unset: ""
        }
    }

    /// As it stands in a sentence.
    var inWords: String {
        switch self {
        case .environment: "the environment"
        default: description
        }
    }
}
