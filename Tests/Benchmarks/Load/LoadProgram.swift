import CoraTenant

/// A bridge that the load is put on.
struct LoadProgram: Sendable {
    /// Its name in results: `cora`, `relay`, `cpp`, ….
    var name: String
    var command: ServerProcess.Command
    var encoding = LoadEncoding.pcmu
    /// Settings beside those of every server.
    var settings: [String: String] = [:]
    /// What is asked of it while it is measured.
    var poll: LoadPoll?
    /// Lines of its tenant's, beside those of every server.
    var tenant: [String] = []

    /// The server, with a log as in production and nothing else.
    static func cora(
        _ path: String, name: String = "cora", _ encoding: LoadEncoding = .pcmu, settings: [String: String] = [:]
    ) -> LoadProgram {
        LoadProgram(
            name: name, command: .init(program: path), encoding: encoding,
            settings: [
                "LOG_LEVEL": "info", "MAX_CALLS": "2000", "MAX_CONNECTIONS": "8000", "MAX_CONNECTIONS_PER_PEER": "8000",
            ].merging(settings) { $1 })
    }

    /// The least that NIO can do.
    static func relay(_ path: String) -> LoadProgram {
        LoadProgram(
            name: "relay",
            command: .init(
                program: path,
                arguments: { ["relay", "--port", "\($0)", "--model", "http://127.0.0.1:\($1)/v1"] }))
    }

    /// The least that a program can do.
    static func cpp(_ path: String) -> LoadProgram {
        LoadProgram(name: "cpp", command: .init(program: path, arguments: { ["\($0)", "\($1)"] }))
    }

    /// The same on one core.
    func pinned(to core: Int) -> LoadProgram {
        var program = self
        program.command.core = core
        return program
    }

    /// Its tenants file.
    var tenants: String {
        ([ServerUnderTest.tenants(encoding == .pcmu ? .pcmu : .pcm16)] + tenant.map { "    \($0)" })
            .joined(separator: "\n")
    }
}
