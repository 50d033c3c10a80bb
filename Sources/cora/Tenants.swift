import ArgumentParser
import CoraBusiness
import CoraCall
import CoraPostgres
import CoraRealtime
import CoraServer
import CoraSettings
import CoraTenant
import Foundation

/// `cora tenants`: shows and changes the tenants in the database, and the numbers they answer.
struct Tenants: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show or change the tenants in the database; a change is in effect for the next call.",
        subcommands: [List.self, Show.self, Import.self, Set.self, Export.self], defaultSubcommand: List.self)

    /// `cora tenants list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All tenants, a line each.")

        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            try await database.with { pool, settings in
                let tenants = try await settings.tenantStore(pool).list()
                Console.say(TenantTableText.render(tenants))
            }
        }
    }

    /// `cora tenants show ID`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Every setting of one tenant.")

        @Argument(help: "The tenant's id, or one of its numbers.")
        var tenant: String

        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            try await database.with { pool, settings in
                let all = try await settings.tenantStore(pool).list()
                guard let found = all.first(where: { $0.id == tenant || $0.numbers.contains(tenant) }) else {
                    throw TenantStoreError.refused(["there is no tenant \"\(tenant)\""])
                }
                Console.say(TenantTableText.settings(of: found))
            }
        }
    }

    /// `cora tenants import [FILE]`.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a tenants file in.",
            discussion: "New tenants are added, those of a known id become like the file's, others stay as they are.")

        @Argument(help: "The file; TENANTS_FILE if none is given.")
        var file: String?

        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            try await database.with { pool, settings in
                let file = try load(settings)
                let outcome = try await settings.tenantStore(pool).import(
                    TenantSeed.entries(of: file), defaultID: file.fallback?.id)
                for warning in file.warnings { Console.error([warning]) }
                for id in outcome.added { Console.say("added    \(id)") }
                for id in outcome.changed { Console.say("changed  \(id)") }
                Console.say(
                    "\(outcome.added.count) added, \(outcome.changed.count) changed, \(outcome.unchanged) as they were")
            }
        }

        private func load(_ settings: Settings) throws -> TenantFile {
            do throws(TenantFileError) {
                return try TenantFile.load(path: file ?? settings.tenants.file, defaults: settings.tenantDefaults)
            } catch {
                throw TenantStoreError.refused(error.problems)
            }
        }
    }

    /// `cora tenants set ID KEY VALUE`.
    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change one setting of a tenant.",
            discussion:
                "Keys are those of Config/tenants.yaml; `cora tenants show ID` lists them. An empty value puts a "
                + "setting back to its default.")

        @Argument(help: "The tenant's id.")
        var tenant: String

        @Argument(help: "The setting.")
        var key: String

        @Argument(help: "Its value; empty for the default.")
        var value: String

        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            try await database.with { pool, settings in
                let entry = try await settings.tenantStore(pool).set(tenant, key, value)
                let text = TenantSetting.named(key)?.text(of: entry) ?? ""
                Console.say("\(tenant): \(key): \(text.isEmpty ? "not set" : text)")
            }
        }
    }

    /// `cora tenants export`.
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "All tenants, as a tenants file.")

        @OptionGroup var database: DatabaseOptions

        func run() async throws {
            try await database.with { pool, settings in
                try FileHandle.standardOutput.write(
                    contentsOf: Data(try await settings.tenantStore(pool).export().utf8))
            }
        }
    }
}

extension Settings {
    /// The store of the tenants in a database.
    fileprivate func tenantStore(_ pool: PostgresPool) -> TenantStore {
        TenantStore(pool: pool, defaults: tenantDefaults)
    }
}

/// Tenants as text for a terminal.
enum TenantTableText {
    /// The tenants, one a line: id, numbers, names, voice; and what is wrong with the tenant.
    static func render(_ tenants: [StoredTenant]) -> String {
        guard !tenants.isEmpty else { return "No tenants." }
        let rows = [["ID", "NUMBERS", "AGENT", "VOICE", ""]] + tenants.map(row)
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { cells in
            let padded = zip(cells, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
            return (padded + [cells[4]]).joined(separator: "  ").trimmingCharacters(in: .whitespaces)
        }.joined(separator: "\n")
    }

    private static func row(_ tenant: StoredTenant) -> [String] {
        var marks: [String] = []
        if tenant.entry?.isDefault == true { marks.append("default") }
        if tenant.entry?.isEnabled == false { marks.append("disabled") }
        if !tenant.problems.isEmpty { marks.append("CANNOT BE USED: " + tenant.problems.joined(separator: "; ")) }
        return [
            tenant.id, tenant.numbers.isEmpty ? "-" : tenant.numbers.joined(separator: " "),
            tenant.entry?.tenant.agentName ?? "?", tenant.entry?.tenant.voice ?? "?", marks.joined(separator: ", "),
        ]
    }

    /// Every setting of a tenant, one a line.
    static func settings(of tenant: StoredTenant) -> String {
        var lines = ["id: \(tenant.id)"]
        if let entry = tenant.entry {
            lines += TenantSetting.all.map { setting in
                let text = setting.text(of: entry) ?? ""
                let value =
                    text.contains("\n")
                    ? "\n  "
                        + text.split(separator: "\n", omittingEmptySubsequences: false)
                        .joined(separator: "\n  ") : text
                return "\(setting.key): \(value.isEmpty ? "(default)" : value)"
            }
        }
        lines += tenant.problems.map { "cannot be used: \($0)" }
        return lines.joined(separator: "\n")
    }
}
