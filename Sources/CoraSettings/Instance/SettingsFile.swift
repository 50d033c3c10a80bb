import Configuration
import Foundation
import Yams

/// The configuration file. Its values are read through swift-configuration, its keys from the YAML tree, because a
/// provider cannot be asked which keys it has.
struct SettingsFile: Sendable {
    /// A key of the file.
    struct Entry: Sendable, Equatable {
        /// The key with dots, as in ``SettingsKey/key``.
        var key: String
        /// The line of the key, from 1.
        var line: Int?
        /// Whether its value is a list.
        var isList: Bool
    }

    /// Says that a file is not a YAML mapping.
    struct Malformed: Error {
        /// What is wrong, in one line.
        var problem: String
    }

    /// The keys with a value, in the order of the file.
    let entries: [Entry]
    /// Gives the values; nil if the file is empty.
    let provider: (any ConfigProvider)?

    /// Reads the file at that path.
    ///
    /// - Parameter name: the path as it stands in error lines.
    init(path: String, name: String) async throws(Malformed) {
        do {
            entries = try Self.entries(of: String(contentsOfFile: path, encoding: .utf8))
            // The provider reads the file itself and takes its path from a configuration of its own.
            let place = InMemoryProvider(values: ["filePath": ConfigValue(.string(path), isSecret: false)])
            provider =
                entries.isEmpty ? nil : try await FileProvider<YAMLSnapshot>(config: ConfigReader(provider: place))
        } catch let error as Malformed {
            throw Malformed(problem: "\(name): \(error.problem)")
        } catch let error as YamlError {
            throw Malformed(problem: YAMLProblem.line(of: error, file: name))
        } catch let error as BoundedYAML.TooMuch {
            throw Malformed(problem: "\(name): \(error.problem)")
        } catch {
            throw Malformed(problem: "\(name): cannot be read; wanted a readable YAML file in UTF-8")
        }
    }

    /// The dotted keys of a YAML text, in the order of the text.
    static func entries(of yaml: String) throws -> [Entry] {
        guard let root = try BoundedYAML.compose(yaml), root.scalar?.string.isEmpty != true else { return [] }
        guard let mapping = root.mapping else {
            throw Malformed(problem: "found no keys; wanted a mapping: key: value")
        }
        return entries(of: mapping, under: "")
    }

    private static func entries(of mapping: Node.Mapping, under prefix: String) -> [Entry] {
        mapping.flatMap { key, value in
            let name = prefix + (key.string ?? "?")
            if let inner = value.mapping { return entries(of: inner, under: name + ".") }
            return [Entry(key: name, line: key.mark?.line, isList: value.sequence != nil)]
        }
    }
}
