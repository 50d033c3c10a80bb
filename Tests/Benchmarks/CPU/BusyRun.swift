import BenchProbes
import CoraCall
import CoraTenant
import NIOCore
import NIOPosix

/// How a busy call comes to the server.
enum BusyWay: Sendable, Equatable {
    /// By telephone, with that audio between server and model.
    case line(AudioEncoding)
    /// From a browser, by socket.
    case socket
    /// From a browser by WebRTC: its audio goes straight to the model, and the server has a sideband and the page's
    /// control socket.
    case peer

    /// Whether it comes from a browser.
    var isWeb: Bool { self == .socket || self == .peer }
}

/// One run of calls that are always in use, through `cora serve` as a process of its own.
struct BusyRun: Sendable {
    private static let warmUp = Duration.seconds(3)
    /// Two turns: whenever a call is looked at, it is for as much of everything.
    static let seconds = 12

    /// Milliseconds of processor time for a second of a call.
    var cost: Double
    /// Messages with audio, both ways, in the time that was measured.
    var messages: Int
    /// Barge-ins in that time.
    var bargeIns: Int

    /// Runs a server, and that many calls through it.
    /// - Parameter program: the path of a `cora`.
    static func measure(_ way: BusyWay, calls: Int, with program: String) async throws -> BusyRun {
        let callers = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let models = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let (callerLoop, modelLoop) = (callers.next(), models.next())
        let work = BusyWork()
        let listener = try await ProbeSocket.listen(on: modelLoop, answer: PeerCallAnswers.answering()) { _ in
            BusyModel(on: modelLoop, way, work)
        }
        let server = try await ServerProcess.start(
            program, modelPort: listener.localAddress?.port ?? 0, on: callerLoop, tenants: tenants(way),
            more: way.isWeb ? ["OPS_TOKEN": WebDoor.token] : [:])
        let result: Result<BusyRun, any Error>
        do {
            try await open(calls, way, server.port, work, on: callerLoop)
            result = .success(try await measure(server, calls, work))
        } catch {
            result = .failure(error)
        }
        server.kill()
        try await listener.close()
        for group in [callers, models] { try await group.shutdownGracefully() }
        return try result.get()
    }

    private static func tenants(_ way: BusyWay) -> String {
        if case .line(let encoding) = way { return ServerUnderTest.tenants(encoding) }
        return ServerUnderTest.tenants(.pcmu) + "\n    webOpen: true"
    }

    private static func open(
        _ calls: Int, _ way: BusyWay, _ port: Int, _ work: BusyWork, on loop: any EventLoop
    ) async throws {
        let (carrier, door) = (Carrier(port: port), WebDoor(port: port))
        for number in 0..<calls {
            switch way {
            case .line:
                let call = "CA" + String(repeating: "0", count: 26) + "\(100_000 + number)"
                let token = try await carrier.announce(call, on: loop)
                try await carrier.openStream(on: loop) {
                    BusyCaller(CallerLine(call: call, token: token, on: loop), on: loop, work)
                }
            case .socket: try await door.openSocket(on: loop) { BusyPage(on: loop, work) }
            case .peer: try await door.openPeer(on: loop, work)
            }
        }
    }

    private static func measure(_ server: ServerProcess, _ calls: Int, _ work: BusyWork) async throws -> BusyRun {
        try await Task.sleep(for: warmUp)
        let (before, messages, bargeIns) = (try server.processorTime(), work.messages, work.bargeIns)
        let began = ContinuousClock.now
        try await Task.sleep(for: .seconds(seconds))
        let spent = try server.processorTime() - before
        let took = (ContinuousClock.now - began) / .seconds(1)
        return BusyRun(
            cost: Double(spent) / 1_000_000 / (Double(calls) * took), messages: work.messages - messages,
            bargeIns: work.bargeIns - bargeIns)
    }
}
