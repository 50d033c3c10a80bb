import ArgumentParser
import CoraRelay
import Foundation
import NIOCore
import NIOPosix

/// `cora relay`: the floor that CORA's cost is held against.
struct Relay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "relay",
        abstract: "Relay audio between a carrier and the model, and do nothing else: the floor of benchmarks.",
        discussion: """
            No call, no tools, no signatures, no log: only for measuring how much of CORA's cost is unavoidable, on \
            loopback. `Scripts/bench load` compares the two.
            """)

    @Option(help: "The port to listen on at 127.0.0.1; 0 for any that is free.")
    var port = 8080

    @Option(help: "The model's address, as OPENAI_BASE_URL has it: http://HOST:PORT/v1. The key is OPENAI_API_KEY.")
    var model = "http://127.0.0.1:9090/v1"

    func validate() throws {
        if !(0...65_535).contains(port) { throw ValidationError("--port: found \(port); wanted 0 to 65535") }
        _ = try address()
    }

    func run() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let listener = try await RelayServer.listen(port: port, model: try address(), on: group.next())
        Console.say("relaying at http://127.0.0.1:\(listener.localAddress?.port ?? port)")
        await Interruption.wait()
        try await group.shutdownGracefully()
    }

    private func address() throws -> RelayModel {
        let key = ProcessInfo.processInfo.environment["OPENAI_API_KEY"] ?? ""
        guard let address = RelayModel(model, key: key) else {
            throw ValidationError("--model: found \"\(model)\"; wanted http://HOST:PORT/v1")
        }
        return address
    }
}
