/// What is wrong with a scenario file: where, and what is wanted there.
package struct ScenarioError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file as it was named.
    package var file: String
    /// The line, counted from 1; nil when the error is about the whole file.
    package var line: Int?
    /// The key, such as `caller[3].interrupt.after_ms`; empty when the error is about the whole file.
    package var key: String
    /// What is wanted there, and what was found.
    package var problem: String

    /// The file, the line, the key and the problem in one line.
    package var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return key.isEmpty ? "\(place): \(problem)" : "\(place): \(key): \(problem)"
    }
}
