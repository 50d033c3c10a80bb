import StoreTesting

@testable import CoraSettings

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
