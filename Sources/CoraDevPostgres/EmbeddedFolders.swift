import Foundation

/// The files and folders of a private PostgreSQL.
struct EmbeddedFolders: Sendable, Equatable {
    /// The longest path of the socket's folder: a Unix socket's path (`sun_path`) less PostgreSQL's own file name in
    /// it.
    private static let longestSocketFolder = 107 - "/.s.PGSQL.5432".utf8.count

    /// The folder that holds everything.
    let root: String
    /// The cluster's folder.
    var data: String { root + "/data" }
    /// The folder of a cluster while it is being made.
    var unfinished: String { root + "/data.new" }
    /// The server's log file.
    var log: String { root + "/postgres.log" }
    /// The lock file that the owning process holds.
    var lock: String { root + "/lock" }
    /// The socket's folder: beside the others, or under `/tmp` if that path is too long for a socket.
    var socket: String {
        let beside = root + "/socket"
        return beside.utf8.count <= Self.longestSocketFolder ? beside : "/tmp/cora-pg-" + Self.digest(root)
    }

    /// Makes the folders that are missing, for the user that the server runs as.
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
