import ArgumentParser
import CoraBusiness
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
            discussion: "Config/properties.json is an example. Known listings are brought up to date; none is deleted.")

        @Argument(help: "The file: JSON.")
        var file: String

        @Option(help: "Whose listings they are.")
        var tenant: String

        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            let listings = try read()
            try await database.with { pool, _ in
                do throws(PostgresError) {
                    let figures = try await PropertyImport(pool).run(listings, for: tenant)
                    Console.say(
                        "\(figures.added) added, \(figures.changed) changed, \(figures.unchanged) as they were")
                } catch {
                    guard error.sqlState == "23503" else { throw error }
                    Console.error(["there is no tenant \"\(tenant)\""])
                    throw ExitCode(1)
                }
            }
        }

        private func read() throws -> [PropertyListing] {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                Console.error(["\(file): cannot be read; wanted a file of listings"])
                throw ExitCode(66)  // EX_NOINPUT
            }
            do throws(PropertyFileError) {
                return try PropertyListing.read(text)
            } catch {
                Console.error(error.problems.map { "\(file): \($0)" })
                throw ExitCode(65)  // EX_DATAERR
            }
        }
    }
}
