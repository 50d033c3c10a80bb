import Yams

/// What is wrong with a text that is not YAML, in one line.
enum YAMLProblem {
    /// `file:line: problem`.
    static func line(of error: YamlError, file: String) -> String {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            "\(file):\(mark.line): not YAML: \(problem)"
        case .duplicatedKeysInMapping(let duplicates, let context):
            "\(file):\(context.mark.line): found \(duplicates.joined(separator: ", ")) twice; wanted each key once"
        default:
            "\(file): not YAML"
        }
    }
}
