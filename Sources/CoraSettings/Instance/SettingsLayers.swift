import Configuration
import Foundation

/// The places from which settings are read; the strongest first: environment, `.env`, configuration file.
struct SettingsLayers: Sendable {
    /// One place.
    struct Layer: Sendable {
        /// The place's name.
        var source: SettingsSource
        /// The place's values.
        var provider: any ConfigProvider
    }

    /// A value, and where it was found.
    struct Found: Sendable, Equatable {
        var text: String
        var source: SettingsSource
    }

    /// The places, the strongest first.
    private(set) var layers: [Layer] = []
    /// The configuration file's keys.
    private(set) var fileEntries: [SettingsFile.Entry] = []
    /// The path of the configuration file, in the form for people.
    private(set) var fileName = defaultFile
    /// The contents of `.env`.
    private(set) var dotEnv = DotEnvFile()
    /// Why places could not be read, one line each.
    private(set) var problems: [String] = []

    /// The configuration file, unless another is asked for.
    static let defaultFile = "Config/cora.yaml"

    /// - Parameters:
    ///   - directory: the folder that has `.env`, and from which relative paths count.
    ///   - configFile: the file to read instead of the one named in `CORA_CONFIG`.
    init(environment: [String: String], directory: String, configFile: String?) async {
        readDotEnv(in: directory)
        let asked = configFile ?? environment[SettingsKey.configFileName] ?? dotEnv.values[SettingsKey.configFileName]
        layers = [
            Layer(source: .environment, provider: EnvironmentVariablesProvider(environmentVariables: environment)),
            Layer(source: .dotEnv, provider: EnvironmentVariablesProvider(environmentVariables: dotEnv.values)),
        ]
        await readFile(asked.flatMap { $0.isEmpty ? nil : $0 }, in: directory)
    }

    /// The value of a key in the strongest place that has it; nil if none has. Empty values and YAML's `null` count as
    /// not set.
    func find(_ key: SettingsKey) -> Found? {
        for layer in layers {
            let name = AbsoluteConfigKey(key.key.split(separator: ".").map(String.init))
            // A provider throws if the value is a list; `fileEntries` tells of those.
            let value = try? layer.provider.value(forKey: name, type: .string).value?.content
            guard case .string(let raw)? = value else { continue }
            let text = raw.trimmingCharacters(in: .whitespacesAndNewlines)
            if case .file = layer.source, ["~", "null"].contains(text) { continue }
            if !text.isEmpty { return Found(text: text, source: layer.source) }
        }
        return nil
    }

    private mutating func readDotEnv(in directory: String) {
        let path = FilePaths.absolute(".env", in: directory)
        guard FileManager.default.fileExists(atPath: path) else { return }
        do {
            dotEnv = DotEnvFile(try String(contentsOfFile: path, encoding: .utf8))
        } catch {
            problems.append(".env: cannot be read; wanted a readable text file in UTF-8")
        }
    }

    private mutating func readFile(_ asked: String?, in directory: String) async {
        fileName = asked ?? Self.defaultFile
        let path = FilePaths.absolute(fileName, in: directory)
        guard FileManager.default.fileExists(atPath: path) else {
            if asked != nil { problems.append("\(fileName): no such file; wanted the configuration file") }
            return
        }
        do throws(SettingsFile.Malformed) {
            let file = try await SettingsFile(path: path, name: fileName)
            fileEntries = file.entries
            if let provider = file.provider {
                layers.append(Layer(source: .file(fileName), provider: provider))
            }
        } catch {
            problems.append(error.problem)
        }
    }
}
