import ArgumentParser
import CoraBusiness
import CoraConsole
import CoraPostgres
import CoraServer
import CoraSettings
import Foundation

/// `cora tokens`: makes, lists and revokes the tokens that show a tenant's analytics.
struct Tokens: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make, list and revoke tokens that show one tenant's analytics.",
        subcommands: [Create.self, List.self, Revoke.self], defaultSubcommand: List.self)

    /// `cora tokens create --tenant ID`.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token and print it, this once.",
            discussion: "It opens /analytics for that tenant, and nothing else. Only its hash is kept.")

        @Option(help: "Whose analytics it shows.")
        var tenant: String

        @Option(help: "Whom it is for, to know it by later; 200 characters at most.")
        var label = ""

        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            guard label.unicodeScalars.count <= 200 else {
                Console.error(["the label is longer than 200 characters"])
                throw ExitCode(64)  // EX_USAGE
            }
            try await database.with { pool, _ in
                let token = "cora_" + Secret.random().revealed
                do throws(PostgresError) {
                    let stored = try await AccessTokenStore(pool).add(
                        sha256: TokenDigest(of: token).hexadecimal, tenant: tenant, label: label)
                    Console.say(token)
                    Console.error([
                        "token \(stored.id.prefix(8)) opens /analytics for \(tenant); it is not shown again"
                    ])
                } catch {
                    guard error.sqlState == "23503" else { throw error }
                    Console.error(["there is no tenant \"\(tenant)\"; `cora tenants` lists them"])
                    throw ExitCode(1)
                }
            }
        }
    }

    /// `cora tokens list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All tokens, a line each; revoked ones too.")

        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            try await database.with { pool, _ in
                Console.say(AccessTokenTable.render(try await AccessTokenStore(pool).list()))
            }
        }
    }

    /// `cora tokens revoke ID`.
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a token's rights away; servers notice within seconds.")

        @Argument(help: "The token's id, or enough of its beginning. Not the token.")
        var id: String

        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            try await database.with { pool, _ in
                switch try await AccessTokenStore(pool).revoke(id) {
                case .revoked(let token):
                    Console.say("token \(token.id.prefix(8)) of \(token.tenant) is revoked")
                    return
                case .none: Console.error(["there is no token \(id); `cora tokens` lists them"])
                case .several(let ids):
                    Console.error(["several tokens begin with \(id): \(ids.joined(separator: " "))"])
                }
                throw ExitCode(1)
            }
        }
    }
}
