import Foundation
import Testing

@testable import CoraDevPostgres

@Suite(.timeLimit(.minutes(10))) struct ServerUserTests {
    private let parent = FileManager.default.temporaryDirectory.path + "/cora-" + UUID().uuidString

    private func owner(of path: String) -> uid_t? {
        var info = stat()
        return lstat(path, &info) == 0 ? info.st_uid : nil
    }

    @Test func `a folder is whole for all who claim it at once`() async throws {
        let user = try ServerUser.current()
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: parent) }
        for round in 0..<500 {
            let folder = "\(parent)/\(round)"
            try await withThrowingTaskGroup(of: Void.self) { group in
                for starter in 0..<4 {
                    group.addTask {
                        try user.claim(folder)
                        // As soon as it is claimed it is used.
                        #expect(FileManager.default.createFile(atPath: "\(folder)/\(starter)", contents: nil))
                    }
                }
                try await group.waitForAll()
            }
            #expect(owner(of: folder) == user.id)
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: parent)
        #expect(left.count == 500, "no folder without a place is left")
    }

    @Test func `another user's folder is not taken`() throws {
        try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: parent) }
        let other = ServerUser(name: "somebody", id: geteuid() + 1, group: getegid())
        #expect(throws: EmbeddedPostgresError.folder(parent, why: "it belongs to another user")) {
            try other.claim(parent)
        }
        #expect(owner(of: parent) == geteuid())
    }

    @Test func `a link is not a folder`() throws {
        try FileManager.default.createSymbolicLink(atPath: parent, withDestinationPath: "/tmp")
        defer { try? FileManager.default.removeItem(atPath: parent) }
        #expect(throws: EmbeddedPostgresError.folder(parent, why: "it is not a folder")) {
            try ServerUser(name: nil, id: geteuid(), group: getegid()).claim(parent)
        }
    }
}
