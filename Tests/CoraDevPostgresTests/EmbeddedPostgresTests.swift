import CoraDevPostgres
import CoraPostgres
import Foundation
import StoreTesting
import Testing

@Suite(.timeLimit(.minutes(2)), .serialized) struct EmbeddedPostgresTests {
    private func insert(_ server: EmbeddedPostgres) async throws -> Int {
        let connection = try await PostgresConnection.open(server.conninfo.text, logger: TestServer.logger)
        try await connection.script("CREATE TABLE IF NOT EXISTS t (n INT); INSERT INTO t VALUES (1)")
        let count: Int = try await connection.query("SELECT count(*) FROM t").first?.value("count") ?? 0
        await connection.close()
        return count
    }

    @Test func `a cluster is made stopped and started again`() async throws {
        let configuration = TestServer.ownConfiguration()
        let first = try await EmbeddedPostgres.start(configuration, logger: TestServer.logger)
        #expect(first.isOwner)
        #expect(try await insert(first) == 1)
        await first.stop()
        #expect(first.processID == nil)
        let second = try await EmbeddedPostgres.start(configuration, logger: TestServer.logger)
        #expect(second.isOwner)
        #expect(try await insert(second) == 2)
        await TestServer.remove(second)
    }

    @Test func `a second start is a guest`() async throws {
        let configuration = TestServer.ownConfiguration()
        async let one = EmbeddedPostgres.start(configuration, logger: TestServer.logger)
        async let two = EmbeddedPostgres.start(configuration, logger: TestServer.logger)
        let both = try await [one, two]
        #expect(both.filter(\.isOwner).count == 1)
        for server in both where !server.isOwner {
            await server.stop()
            #expect(server.processID != nil)
        }
        for server in both where server.isOwner { await TestServer.remove(server) }
    }

    @Test func `a killed server recovers`() async throws {
        let configuration = TestServer.ownConfiguration(["synchronous_commit": "on"])
        let first = try await EmbeddedPostgres.start(configuration, logger: TestServer.logger)
        #expect(try await insert(first) == 1)
        kill(try #require(first.processID), SIGKILL)
        await first.stop()
        let second = try await EmbeddedPostgres.start(configuration, logger: TestServer.logger)
        #expect(try await insert(second) == 2)
        await TestServer.remove(second)
    }

    @Test func `a lock that names another process is not believed`() async throws {
        let configuration = TestServer.ownConfiguration()
        let first = try await EmbeddedPostgres.start(configuration, logger: TestServer.logger)
        let lock = first.folder + "/data/postmaster.pid"
        let text = try String(contentsOfFile: lock, encoding: .utf8)
        await first.stop()
        // After a container's restart the number may be anybody's: this process's, say.
        let other = "\(getpid())\n" + text.split(separator: "\n").dropFirst().joined(separator: "\n")
        try other.write(toFile: lock, atomically: false, encoding: .utf8)
        let second = try await EmbeddedPostgres.start(configuration, logger: TestServer.logger)
        #expect(second.processID != getpid())
        #expect(try await insert(second) == 1)
        await TestServer.remove(second)
    }

    @Test func `a long folder still has a socket`() async throws {
        var configuration = TestServer.ownConfiguration()
        let parent = configuration.folder
        configuration.folder += "/" + String(repeating: "long", count: 30)
        let server = try await EmbeddedPostgres.start(configuration, logger: TestServer.logger)
        #expect(try await insert(server) == 1)
        let socket = try #require(server.conninfo["host"])
        await TestServer.remove(server)
        try? FileManager.default.removeItem(atPath: socket)
        try? FileManager.default.removeItem(atPath: parent)
    }

    @Test func `its folder is its user's alone`() async throws {
        let server = try await TestServer.own()
        var info = stat()
        #expect(stat(server.folder, &info) == 0)
        #expect(info.st_mode & 0o077 == 0)
        #expect(info.st_uid != 0)
        await TestServer.remove(server)
    }

    @Test func `another version's cluster is named`() async throws {
        let server = try await TestServer.own()
        await server.stop()
        try "9\n".write(toFile: server.folder + "/data/PG_VERSION", atomically: false, encoding: .utf8)
        let error = await #expect(throws: EmbeddedPostgresError.self) {
            try await EmbeddedPostgres.start(
                EmbeddedPostgres.Configuration(folder: server.folder), logger: TestServer.logger)
        }
        #expect("\(error as Any)".contains("postgresql-9"))
        try? FileManager.default.removeItem(atPath: server.folder)
    }
}
