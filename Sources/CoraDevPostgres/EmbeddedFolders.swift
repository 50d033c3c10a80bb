import Foundation

/// Where a private PostgreSQL keeps its things.
struct EmbeddedFolders: Sendable, Equatable {
    /// The length of a Unix socket's path (`sun_path`), less PostgreSQL's own file name in it.
    private static let longestSocketFolder = 107 - "/.s.PGSQL.5432".utf8.count

    /// The folder of everything.
    let root: String
    /// The cluster.
    var data: String { root + "/data" }
    /// A cluster that is being made.
    var unfinished: String { root + "/data.new" }
    /// The server's log.
    var log: String { root + "/postgres.log" }
    /// The owner's lock.
    var lock: String { root + "/lock" }
    /// Where the socket is: beside the rest, or under `/tmp` if that path is too long for one.
    var socket: String {
        let beside = root + "/socket"
        return beside.utf8.count <= Self.longestSocketFolder ? beside : "/tmp/cora-pg-" + Self.digest(root)
    }

    /// Makes the folders, as far as they are missing, for the user the server runs as.
    /// - Throws: `folder`.
    static func prepare(_ path: String, for user: ServerUser) throws(EmbeddedPostgresError) -> EmbeddedFolders {
        let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
        let parent = (absolute as NSString).deletingLastPathComponent
        try make(parent)
        let folders: EmbeddedFolders
        if user.canReach(parent) {
            folders = EmbeddedFolders(root: absolute)
        } else {
            try make("/var/lib/cora")
            folders = EmbeddedFolders(root: "/var/lib/cora/postgres-" + digest(absolute))
        }
        try user.claim(folders.root)
        try user.claim(folders.socket)
        return folders
    }

    private static func make(_ path: String) throws(EmbeddedPostgresError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .folder(path, why: "it cannot be made")
        }
    }

    private static func digest(_ text: String) -> String {
        String(text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }, radix: 36)
    }
}
