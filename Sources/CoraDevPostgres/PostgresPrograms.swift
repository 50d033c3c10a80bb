import Foundation

/// The folder of a PostgreSQL installation's server programs.
struct PostgresPrograms: Sendable, Equatable {
    /// The folder's path.
    var folder: String
    /// The major version, such as `15`.
    var version: String

    private static let wanted = ["initdb", "postgres", "pg_ctl"]

    func path(_ program: String) -> String { folder + "/" + program }

    /// Every installation on this machine, the newest first: Debian's, those on the `PATH`, and the one that
    /// `pg_config` names.
    static func installed(path: String? = ProcessInfo.processInfo.environment["PATH"]) async -> [PostgresPrograms] {
        var found: [PostgresPrograms] = []
        for folder in await folders(path: path) {
            guard wanted.allSatisfy({ FileManager.default.isExecutableFile(atPath: folder + "/" + $0) }),
                !found.contains(where: { $0.folder == folder }),
                let version = await version(of: folder)
            else { continue }
            found.append(PostgresPrograms(folder: folder, version: version))
        }
        return found.sorted { (Int($0.version) ?? 0) > (Int($1.version) ?? 0) }
    }

    /// The places searched, for the message when nothing was found.
    static let searched = ["/usr/lib/postgresql/*/bin", "PATH", "pg_config --bindir"]

    private static func folders(path: String?) async -> [String] {
        let debian = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
        var folders = versions.map { debian + "/" + $0 + "/bin" }
        let onPath = (path ?? "").split(separator: ":").map(String.init)
        folders += onPath
        for folder in onPath where FileManager.default.isExecutableFile(atPath: folder + "/pg_config") {
            let command = Command(folder + "/pg_config", ["--bindir"])
            if let answer = try? await command.run() { folders.append(answer) }
        }
        return folders
    }

    /// The major version, read from a line such as `postgres (PostgreSQL) 15.18 (Debian …)`.
    private static func version(of folder: String) async -> String? {
        guard let answer = try? await Command(folder + "/postgres", ["--version"]).run() else { return nil }
        let words = answer.split(separator: " ")
        guard words.count > 2 else { return nil }
        return words[2].split(separator: ".").first.map { String($0.prefix { $0.isNumber }) }
    }
}
