import Yams

/// Says in one line why a text is not YAML.
enum YAMLProblem {
    /// The line, as `file:line: problem`.
    static func line(of error: YamlError, file: String) -> String {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            "\(file):\(mark.line): not YAML: \(problem)"
        case .duplicatedKeysInMapping(let duplicates, let context):
            "\(file):\(context.mark.line): found \(duplicates.prefix(5).map(Spelling.shown).joined(separator: ", ")) twice; "
                + "wanted each key once"
        default:
            "\(file): not YAML"
        }
    }
}
