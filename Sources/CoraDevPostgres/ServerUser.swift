import Foundation

/// Who the private PostgreSQL runs as: whoever runs this process, unless that is root, whom PostgreSQL refuses.
struct ServerUser: Sendable, Equatable {
    /// The name to change to; nil if nothing has to change.
    var name: String?
    /// The user's number.
    var id: uid_t
    /// The group's number.
    var group: gid_t

    private static let debian = "postgres"

    /// - Throws: `noUser` if this is root's process and there is no user `postgres`.
    static func current() throws(EmbeddedPostgresError) -> ServerUser {
        guard geteuid() == 0 else { return ServerUser(name: nil, id: geteuid(), group: getegid()) }
        guard let entry = getpwnam(debian) else { throw .noUser(debian) }
        return ServerUser(name: debian, id: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
    }

    /// Makes a folder that only the user (and root) can look into, or sees to it that one is like that. Any number of
    /// starters may claim one folder at once.
    /// - Throws: `folder`, also if somebody else owns it or it is a link.
    func claim(_ path: String) throws(EmbeddedPostgresError) {
        var info = stat()
        if lstat(path, &info) != 0 { try make(path) }
        guard lstat(path, &info) == 0 else { throw .folder(path, why: Self.reason()) }
        guard info.st_mode & S_IFMT == S_IFDIR else { throw .folder(path, why: "it is not a folder") }
        guard info.st_uid == id else { throw .folder(path, why: "it belongs to another user") }
        guard info.st_mode & 0o022 == 0 || chmod(path, 0o700) == 0 else { throw .folder(path, why: Self.reason()) }
    }

    /// Whether the user can get to a folder: every folder above must let it pass.
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

    /// The folder gets its owner under a name of its own and only then its place: whoever claims it too never sees it
    /// without. It is never empty, because a rename takes the place of an empty folder, and fails at any other.
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
