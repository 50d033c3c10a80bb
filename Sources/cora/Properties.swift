import ArgumentParser
import CoraBusiness
import CoraConsole
import CoraPostgres
import CoraServer
import Foundation

/// `cora properties import`: imports listings for the agents to offer.
struct Properties: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take listings into the database.", subcommands: [Import.self])

    /// `cora properties import FILE --tenant ID`.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a file of listings in.",
            discussion: """
                CSV with the names of the columns in its first line, as MLSs, portals and spreadsheets write them, or JSON \
                like Config/properties.json; Config/listings.md has all of it. New listings are added and known ones \
                brought up to date, all at once or none. None is deleted.

                Exit codes: 0 all of the file was taken; 1 the sound listings were, others have problems; 65 nothing was \
                changed because of the file; 66 the file cannot be read; 69 the database failed, nothing was changed; 75 \
                another import for the tenant is under way.
                """)

        @Argument(help: "The file, CSV or JSON; - for standard input.")
        var file: String

        @Option(help: "Whose listings they are.")
        var tenant: String

        @Flag(help: "The file has all of the tenant's listings: withdraw those that it does not have.")
        var complete = false

        @Flag(help: "Withdraw even more than half of the listings.")
        var yes = false

        @Flag(help: "Only say what would change.")
        var dryRun = false

        @Option(help: "How many problems to show.")
        var problems = 20

        @OptionGroup var database: DatabaseOptions

        func validate() throws {
            guard problems >= 0 else { throw ValidationError("--problems: found \(problems); wanted 0 or more") }
            if yes, !complete { throw ValidationError("--yes says that --complete may withdraw more than half") }
        }

        func run() async throws {
            var listings = try open()
            Console.say(ImportReport.columns(listings.header, listings.format, file: name))
            let plan = PropertyImport.Plan(
                tenant: tenant, isComplete: complete, maySweep: yes, isRehearsal: dryRun)
            try await database.with { pool, _ in try await take(&listings, plan, pool) }
            if listings.problems.listings > 0 { throw ExitCode(1) }
        }

        private func take(
            _ listings: inout ListingFile, _ plan: PropertyImport.Plan, _ pool: PostgresPool
        ) async throws {
            var progress = ImportProgress(isTerminal: isatty(STDERR_FILENO) != 0)
            let outcome: Result<PropertyImport.Figures, PropertyImportError>
            do throws(PropertyImportError) {
                outcome = .success(
                    try await PropertyImport(pool).run(&listings, plan) { step in
                        if let text = progress.text(step) { Console.whisper(text) }
                    })
            } catch {
                outcome = .failure(error)
            }
            Console.whisper(progress.end)
            for line in ImportReport.problems(listings.problems, file: name) { Console.whisper(line + "\n") }
            switch outcome {
            case .success(let figures):
                for line in ImportReport.summary(figures, listings.problems, plan) { Console.say(line) }
            case .failure(let error):
                Console.error([ImportReport.refusal(error, plan)])
                throw Self.exitCode(error)
            }
        }

        private static func exitCode(_ error: PropertyImportError) -> ExitCode {
            switch error {
            case .noTenant: ExitCode(1)
            case .busy: ExitCode(75)  // EX_TEMPFAIL
            case .tooManyProblems, .wouldWithdraw: ExitCode(65)  // EX_DATAERR
            case .postgres: ExitCode(69)  // EX_UNAVAILABLE
            }
        }

        // MARK: The file

        private var name: String { file == "-" ? "stdin" : file }

        /// Reads the whole file, and finds its columns.
        private func open() throws -> ListingFile {
            let bytes = try read()
            do throws(PropertyFileError) {
                return try ListingFile(bytes, keeping: problems)
            } catch {
                for problem in error.problems { Console.whisper(TerminalText.clean("\(name):\(problem)") + "\n") }
                throw ExitCode(65)
            }
        }

        private func read() throws -> [UInt8] {
            do {
                let handle =
                    file == "-"
                    ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
                var bytes: [UInt8] = []
                // One part beyond the limit is enough to know that it is passed.
                while bytes.count <= ListingFile.sizeLimit, let part = try handle.read(upToCount: 1 << 20),
                    !part.isEmpty
                {
                    bytes += part
                }
                return bytes
            } catch {
                Console.error(["\(name): cannot be read; wanted a file of listings, CSV or JSON"])
                throw ExitCode(66)  // EX_NOINPUT
            }
        }
    }
}
