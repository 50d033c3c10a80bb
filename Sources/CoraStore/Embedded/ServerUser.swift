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

    /// Makes a folder that only the user (and root) can look into, or sees to it that one is like that.
    /// - Throws: `folder`, also if somebody else owns it or it is a link.
    func claim(_ path: String) throws(EmbeddedPostgresError) {
        if mkdir(path, 0o700) == 0 {
            guard chown(path, id, group) == 0 else { throw .folder(path, why: Self.reason()) }
        } else if errno != EEXIST {
            throw .folder(path, why: Self.reason())
        }
        var info = stat()
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

    private static func reason() -> String { String(cString: strerror(errno)) }
}
