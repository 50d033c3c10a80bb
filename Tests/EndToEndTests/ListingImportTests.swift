import CoraDevPostgres
import CoraPostgres
import CoraStore
import Foundation
import Logging
import Testing

/// `cora properties import` as people run it.
@Suite(.serialized)
struct ListingImportTests {
    private static let header = "MLS #,Street Address,City,List Price,Beds,Baths,Agent\n"

    @Test(.timeLimit(.minutes(2)))
    func `a listing's way through the command: taken, unchanged, in trouble, withdrawn`() async throws {
        try await Program.with { program in
            let rows = (1...12).map { "R\($0),\($0) Elm St,Austin,\"$\($0)00,000\",3,2,Jo\n" }
            try program.write(Self.header + rows.joined())
            let first = try program.run(["listings.csv", "--tenant", "ray"])
            #expect(first.code == 0 && first.error == "")
            #expect(
                first.output == """
                    listings.csv: CSV with commas
                      taken    MLS # (reference), Street Address (address), City, List Price (price), Beds (bedrooms), Baths
                      ignored  Agent
                    12 new, 0 changed, 0 unchanged, 0 with problems

                    """)
            // The same through a pipe.
            let piped = try program.run(["-", "--tenant", "ray"], input: Self.header + rows.joined())
            #expect(piped.code == 0 && piped.output.hasSuffix("0 new, 0 changed, 12 unchanged, 0 with problems\n"))

            try program.write(Self.header + rows.dropLast(2).joined() + "R11,11 Elm St,Austin,ask,3,2,Jo\n")
            let held = try program.run(["listings.csv", "--tenant", "ray", "--complete"])
            #expect(held.code == 1)
            #expect(
                held.error == "listings.csv:12:22 (List Price): found “ask”; wanted whole dollars, such as 489000\n")
            #expect(held.output.contains("10 unchanged, 0 withdrawn, 1 with problems\nnothing is withdrawn: "))
            #expect(try await program.active() == 12)

            try program.write(Self.header + rows.dropLast(2).joined())
            let rehearsed = try program.run(["listings.csv", "--tenant", "ray", "--complete", "--dry-run"])
            #expect(rehearsed.code == 0)
            #expect(
                rehearsed.output.hasSuffix(
                    "would be: 0 new, 0 changed, 10 unchanged, 2 withdrawn, 0 with problems\nnothing was changed (--dry-run)\n"
                ))
            #expect(try await program.active() == 12)
            #expect(try program.run(["listings.csv", "--tenant", "ray", "--complete"]).code == 0)
            #expect(try await program.active() == 10)

            try program.write(Self.header + rows[0])
            let swept = try program.run(["listings.csv", "--tenant", "ray", "--complete"])
            #expect(swept.code == 65)
            #expect(swept.error.contains("9 of 10 listings are not in the file, more than half"))
            #expect(try await program.active() == 10)
            #expect(try program.run(["listings.csv", "--tenant", "ray", "--complete", "--yes"]).code == 0)
            #expect(try await program.active() == 1)
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `what cannot be taken at all is said at once, each with its exit code`() async throws {
        try await Program.with { program in
            #expect(try program.run(["missing.csv", "--tenant", "ray"]).code == 66)
            try program.write("Adress,City\n1 Elm,Austin\n")
            let nameless = try program.run(["listings.csv", "--tenant", "ray"])
            #expect(nameless.code == 65)
            #expect(
                nameless.error == """
                    listings.csv:1:1: no column for the address (such as Address, Street Address); “Adress” is nearly one
                    listings.csv:1:1: no column for the price (such as List Price, Price)
                    listings.csv:1:1: no column for the bedrooms (such as Beds, Bedrooms, BR)
                    listings.csv:1:1: no column for the baths (such as Baths, Bathrooms)

                    """)
            try program.write(Self.header + String(repeating: "R,1 \u{1B}[2J,Austin,?,3,2,Jo\n", count: 30))
            let wrong = try program.run(["listings.csv", "--tenant", "ray", "--problems", "2"])
            #expect(wrong.code == 65)
            #expect(wrong.error.split(separator: "\n").count == 4 && wrong.error.contains("and 28 more problems\n"))
            #expect(!wrong.error.contains("\u{1B}"))
            #expect(wrong.error.contains("30 of 30 listings have problems, so the file itself seems to be wrong"))
            try program.write(Self.header + "R,1 Elm,Austin,1,3,2,Jo\n")
            let nobody = try program.run(["listings.csv", "--tenant", "nobody"])
            #expect(nobody.code == 1 && nobody.error.contains("there is no tenant \"nobody\""))
            #expect(try program.run(["listings.csv", "--tenant", "ray", "--yes"]).code == 64)
        }
    }

    /// The command beside a database of its own, in a folder of its own.
    private struct Program {
        /// What the command said, and its exit code.
        struct Outcome {
            var code: Int32
            var output: String
            var error: String
        }

        let folder: String
        let database: EmbeddedPostgres

        static func with(_ body: (Program) async throws -> Void) async throws {
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let folder = FileManager.default.temporaryDirectory.appending(path: "cora-\(UUID().uuidString.prefix(8))")
                .path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let database = try await EmbeddedPostgres.start(
                .init(folder: folder + "/postgres", isDurable: false), logger: logger)
            let result: Result<Void, any Error>
            do {
                let connection = try await PostgresConnection.open(database.conninfo.text, logger: logger)
                _ = try await Migrator(logger: logger).up(on: connection)
                _ = try await connection.query(
                    "INSERT INTO tenants (id, agent_name, greeting_template) VALUES ('ray', 'Ray', 'Hi')")
                await connection.close()
                result = .success(try await body(Program(folder: folder, database: database)))
            } catch {
                result = .failure(error)
            }
            await database.stop()
            try result.get()
        }

        func write(_ text: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/listings.csv"))
        }

        func run(_ arguments: [String], input: String = "") throws -> Outcome {
            let files = try ["in", "out", "err"].map { name in
                let path = folder + "/" + name
                try Data((name == "in" ? input : "").utf8).write(to: URL(fileURLWithPath: path))
                return path
            }
            let process = Process()
            process.executableURL = ServerProcess.program
            process.arguments = ["properties", "import"] + arguments
            process.currentDirectoryURL = URL(fileURLWithPath: folder)
            process.environment = ["DATABASE_URL": database.conninfo.text, "PATH": "/usr/bin:/bin"]
            process.standardInput = FileHandle(forReadingAtPath: files[0])
            process.standardOutput = FileHandle(forWritingAtPath: files[1])
            process.standardError = FileHandle(forWritingAtPath: files[2])
            try process.run()
            process.waitUntilExit()
            return Outcome(
                code: process.terminationStatus, output: try String(contentsOfFile: files[1], encoding: .utf8),
                error: try String(contentsOfFile: files[2], encoding: .utf8))
        }

        func active() async throws -> Int {
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let connection = try await PostgresConnection.open(database.conninfo.text, logger: logger)
            let count = try await connection.query("SELECT count(*) AS n FROM properties WHERE status = 'active'")
            await connection.close()
            return try count.first?.value("n") ?? 0
        }
    }
}
