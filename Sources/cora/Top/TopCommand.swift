import ArgumentParser
import AsyncHTTPClient
import CoraConsole
import CoraSupervisor
import Foundation
import NIOPosix

/// `cora top`: shows an instance's calls in a terminal, live.
struct Top: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Watch an instance: its health, what is wrong, and its calls.",
        discussion:
            "In a pipe, or with --once, it prints what there is now and ends: with 1 if anything critical is wrong.")

    @Option(help: "An instance's address; several may be given, Tab goes on to the next.")
    var url: [String] = ["http://127.0.0.1:3000"]

    @Option(help: "The ops token; else that of OPS_TOKEN or OPS_READ_TOKEN.")
    var token: String?

    @Flag(help: "Print once, and end.")
    var once = false

    func validate() throws {
        for address in url where !address.hasPrefix("http://") && !address.hasPrefix("https://") {
            throw ValidationError("--url: found \"\(address)\"; wanted an address like http://127.0.0.1:3000")
        }
    }

    func run() async throws {
        let client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton)
        let result: Result<Void, any Error>
        do { result = .success(try await watch(client)) } catch { result = .failure(error) }
        try? await client.shutdown()
        try result.get()
    }

    private func watch(_ client: HTTPClient) async throws {
        let environment = ProcessInfo.processInfo.environment
        let given = [token, environment["OPS_TOKEN"], environment["OPS_READ_TOKEN"]]
        let token = given.compactMap(\.self).first { !$0.isEmpty }
        let instances = url.map {
            OpsClient(address: $0.hasSuffix("/") ? String($0.dropLast()) : $0, token: token, client: client)
        }
        let coloured = environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
        guard !once, let terminal = Terminal() else {
            return try await printOnce(instances, coloured && isatty(STDOUT_FILENO) != 0)
        }
        defer { terminal.giveBack() }
        await TopLoop(instances: instances, coloured: coloured).run()
    }

    private func printOnce(_ instances: [OpsClient], _ coloured: Bool) async throws {
        var isWrong = false
        for instance in instances {
            var state = TopState(address: instance.address)
            state.columns = isatty(STDOUT_FILENO) != 0 ? Terminal.size.columns : 160
            do throws(OpsClient.Failure) {
                state.stats = try await instance.stats()
                state.show(try await instance.calls())
            } catch {
                Console.error(["\(error)"])
                isWrong = true
                continue
            }
            isWrong = isWrong || state.stats?.problems.contains { $0.severity == .critical } == true
            for line in state.snapshot() { Console.say(line.rendered(state.columns, coloured: coloured)) }
        }
        if isWrong { throw ExitCode(1) }
    }
}
