import Foundation

/// Makes files and folders that only this process' user can read, whatever the umask says: what callers said is in them.
package enum PrivateFiles {
    /// The mode of a folder: its user may do everything, others nothing.
    static let folderMode = 0o700
    /// The mode of a file: its user may read and write, others nothing.
    static let fileMode = 0o600

    /// Makes a folder, or closes one that is there to others. A folder that many users share, such as /tmp, stays as it
    /// is, and so does one that is another user's: its files are private all the same.
    /// - Throws: what making the folder throws.
    static func makeFolder(_ folder: String) throws {
        let isThere = FileManager.default.fileExists(atPath: folder)
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: isThere ? nil : [.posixPermissions: folderMode])
        guard let mode = mode(of: folder), mode & Int(S_ISVTX) == 0 else { return }
        chmod(folder, mode_t(folderMode))
    }

    /// Closes a database file to others, and the files that SQLite puts beside it, which get the mode of the first. A
    /// file that is not there yet is made, because SQLite would make it with the umask's mode. One that is there is not
    /// opened: closing it again would give up the locks that this process may hold on it (fcntl(2), advisory locks).
    static func close(_ path: String) {
        let descriptor = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, mode_t(fileMode))
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
        for name in [path, path + "-wal", path + "-shm", path + "-journal"] { chmod(name, mode_t(fileMode)) }
    }

    /// Writes a private file, in whole or not at all, in place of the one that is there.
    /// - Throws: what writing the file throws.
    package static func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        chmod(path, mode_t(fileMode))
    }

    /// The mode of what is at a path, with the bits that say who else may read it; nil if nothing is there.
    package static func mode(of path: String) -> Int? {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_mode) : nil
    }
}
