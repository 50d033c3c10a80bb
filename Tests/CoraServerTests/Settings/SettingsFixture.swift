import Foundation

@testable import CoraServer

/// A directory of its own with what a test puts there.
struct Folder: ~Copyable {
    let path: String

    init(_ files: [String: String] = [:]) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "cora-\(UUID().uuidString)").path
        for (name, text) in files { try write(text, to: name) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ text: String, to name: String) throws {
        let file = URL(filePath: path).appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
}

/// The settings without which nothing loads.
let required = [
    "OPENAI_API_KEY": "sk-0123456789abcdef0123456789abcdef0123456789abcdwxyz",
    "TWILIO_AUTH_TOKEN": "0123456789abcdef0123456789abcdef",
    "PUBLIC_URL": "https://voice.example.com",
]

/// What is wrong with these settings; empty when nothing is.
func problems(
    _ environment: [String: String], files: [String: String] = [:], complete: Bool = true
) async throws -> [String] {
    let folder = try Folder(files)
    do throws(SettingsError) {
        let base = complete ? required : [:]
        _ = try await Settings.load(
            environment: base.merging(environment) { $1 }, directory: folder.path)
        return []
    } catch {
        return error.problems
    }
}

/// What loads from these settings.
func loaded(_ environment: [String: String] = [:], files: [String: String] = [:]) async throws -> LoadedSettings {
    let folder = try Folder(files)
    return try await Settings.load(environment: required.merging(environment) { $1 }, directory: folder.path)
}

/// The package's own folder, for the files that it ships.
let packageFolder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
