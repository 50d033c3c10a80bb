import Foundation

/// The user that the private PostgreSQL runs as: the one that runs this process, unless that is root, whom PostgreSQL
/// refuses.
struct ServerUser: Sendable, Equatable {
    /// The name of the user to change to; nil if the process's own user will do.
    var name: String?
    /// The user's id.
    var id: uid_t
    /// The group's id.
    var group: gid_t

    private static let debian = "postgres"

    /// The user for this process.
    /// - Throws: `noUser` if this process is root's and there is no user `postgres`.
    static func current() throws(EmbeddedPostgresError) -> ServerUser {
        guard geteuid() == 0 else { return ServerUser(name: nil, id: geteuid(), group: getegid()) }
        guard let entry = getpwnam(debian) else { throw .noUser(debian) }
        return ServerUser(name: debian, id: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
    }

    /// Makes a folder that only the user (and root) can look into, or makes an existing one so. Any number of processes
    /// may claim one folder at once.
    /// - Throws: `folder`, also if the folder belongs to another user or is a link.
    func claim(_ path: String) throws(EmbeddedPostgresError) {
        var info = stat()
        if lstat(path, &info) != 0 { try make(path) }
        guard lstat(path, &info) == 0 else { throw .folder(path, why: Self.reason()) }
        guard info.st_mode & S_IFMT == S_IFDIR else { throw .folder(path, why: "it is not a folder") }
        guard info.st_uid == id else { throw .folder(path, why: "it belongs to another user") }
        guard info.st_mode & 0o022 == 0 || chmod(path, 0o700) == 0 else { throw .folder(path, why: Self.reason()) }
    }

    /// Whether the user can reach a folder: every folder above must let the user pass.
    func canReach(_ path: String) -> Bool {
        guard name != nil else { return true }
        var folder = path
        while folder != "/", !folder.isEmpty {
            var info = stat()
            if stat(folder, &info) == 0, info.st_uid != id, info.st_mode & 0o001 == 0 { return false }
            folder = (folder as NSString).deletingLastPathComponent
        }
        return true
    }

    /// Makes the folder under a name of its own, gives it its owner, and only then moves it into place: another process
    /// that claims it never sees it without. It is never empty, because a rename replaces an empty folder, and fails at
    /// any other.
    private func make(_ path: String) throws(EmbeddedPostgresError) {
        let unplaced = path + "." + UUID().uuidString
        let mark = unplaced + "/.cora"
        guard mkdir(unplaced, 0o700) == 0 else { throw .folder(path, why: Self.reason()) }
        guard FileManager.default.createFile(atPath: mark, contents: nil), chown(unplaced, id, group) == 0,
            rename(unplaced, path) == 0
        else {
            let (code, why) = (errno, Self.reason())
            unlink(mark)
            rmdir(unplaced)
            if code == ENOTEMPTY || code == EEXIST { return }
            throw .folder(path, why: why)
        }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
