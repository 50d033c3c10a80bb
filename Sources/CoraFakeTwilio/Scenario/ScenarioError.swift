/// What is wrong with a scenario file: where, and what is wanted there.
package struct ScenarioError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file as it was named.
    package var file: String
    /// The line, counted from 1; nil where the file as a whole is meant.
    package var line: Int?
    /// The key, as `caller[3].interrupt.after_ms`; empty for the file as a whole.
    package var key: String
    /// What is wanted there, and what was found.
    package var problem: String

    package var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return key.isEmpty ? "\(place): \(problem)" : "\(place): \(key): \(problem)"
    }
}
