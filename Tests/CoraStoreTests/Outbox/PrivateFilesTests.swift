import CoraStore
import Foundation
import StoreTesting
import Testing

struct PrivateFilesTests {
    /// The modes of a folder and of everything in it, by name.
    private func modes(_ folder: String) -> [String: Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return (names.map { ($0, folder + "/" + $0) } + [(".", folder)]).reduce(into: [:]) { modes, place in
            modes[place.0] = PrivateFiles.mode(of: place.1).map { $0 & 0o777 }
        }
    }

    @Test func `an outbox is its user's alone, folder and files, while it is open and afterwards`() async throws {
        try await OutboxFolder.with { folder in
            let outbox = try folder.open()
            #expect(outbox.accept([OutboxFolder.row(1)]))
            try await outbox.flush()
            let open = modes(folder.path)
            #expect(open["."] == 0o700)
            #expect(open["outbox.sqlite"] == 0o600)
            #expect(open["outbox.sqlite-wal"] == 0o600)
            await outbox.close()
            #expect(modes(folder.path).filter { $0.key != "." }.values.allSatisfy { $0 == 0o600 })
        }
    }

    @Test func `an outbox that others could read is closed to them when it is opened`() async throws {
        try await OutboxFolder.with { folder in
            let earlier = try folder.open()
            #expect(earlier.accept([OutboxFolder.row(1)]))
            await earlier.close()
            let file = folder.path + "/outbox.sqlite"
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
            let outbox = try folder.open()
            #expect(modes(folder.path)["."] == 0o700)
            #expect(modes(folder.path)["outbox.sqlite"] == 0o600)
            #expect(outbox.figures.rows == 1)
            await outbox.close()
        }
    }

    @Test func `a folder that many users share keeps its mode`() async throws {
        try await OutboxFolder.with { folder in
            try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
            try FileManager.default.setAttributes([.posixPermissions: 0o1777], ofItemAtPath: folder.path)
            let outbox = try folder.open()
            #expect(modes(folder.path)["."] == 0o777)
            #expect(modes(folder.path)["outbox.sqlite"] == 0o600)
            await outbox.close()
        }
    }

    @Test func `a private file takes the place of the one that is there`() async throws {
        try await OutboxFolder.with { folder in
            try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
            let file = folder.path + "/tenants.yaml"
            try "old".write(toFile: file, atomically: false, encoding: .utf8)
            try PrivateFiles.write("new", to: file)
            #expect(try String(contentsOfFile: file, encoding: .utf8) == "new")
            #expect(modes(folder.path)["tenants.yaml"] == 0o600)
        }
    }
}
