import Foundation

/// A file system of a few megabytes: what is full here is really full.
struct SmallDisk {
    /// Why there can be none here; nil if there can.
    static let obstacle: String? = {
        do {
            try SmallDisk(megabytes: 1).remove()
            return nil
        } catch {
            return "\(error)"
        }
    }()

    /// It could not be mounted.
    struct NotPermitted: Error, CustomStringConvertible {
        var description: String
    }

    let path = NSTemporaryDirectory() + "disk-" + UUID().uuidString

    init(megabytes: Int) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(megabytes)m") == 0 else {
            let why = String(cString: strerror(errno))
            try? FileManager.default.removeItem(atPath: path)
            throw NotPermitted(description: "mounting a tmpfs is not permitted here (it needs root): \(why)")
        }
    }

    /// Fills what is left with a file of that name, but for so many bytes.
    func fill(_ name: String = "ballast", leaving rest: Int = 0) throws {
        guard FileManager.default.createFile(atPath: path + "/" + name, contents: nil),
            let file = FileHandle(forWritingAtPath: path + "/" + name)
        else { throw CocoaError(.fileWriteUnknown) }
        defer { try? file.close() }
        let block = Data(repeating: 1, count: 4096)
        while try free() > rest { try file.write(contentsOf: block) }
    }

    func free() throws -> Int {
        var disk = statvfs()
        guard statvfs(path, &disk) == 0 else { throw CocoaError(.fileReadUnknown) }
        return Int(disk.f_bavail) * Int(disk.f_frsize)
    }

    func removeFile(_ name: String = "ballast") throws {
        try FileManager.default.removeItem(atPath: path + "/" + name)
    }

    /// Nothing can be written any more.
    func makeReadOnly() throws {
        guard mount("tmpfs", path, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0 else {
            throw NotPermitted(description: String(cString: strerror(errno)))
        }
    }

    func remove() {
        umount2(path, Int32(MNT_DETACH))
        try? FileManager.default.removeItem(atPath: path)
    }
}
