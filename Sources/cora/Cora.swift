import ArgumentParser

/// The command line.
@main
struct Cora: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cora",
        abstract: "Answers phone calls for real-estate agents.",
        discussion: "Begin with `cora demo`: a whole call on this machine, with no account anywhere.",
        subcommands: [
            Serve.self, Config.self, Demo.self, Call.self, StandIn.self, Calls.self, Tenants.self, Properties.self,
            LoadTest.self, OutboxCommand.self, Migrate.self, Tokens.self, Top.self, Doctor.self, Metrics.self,
            Relay.self,
        ])
}
