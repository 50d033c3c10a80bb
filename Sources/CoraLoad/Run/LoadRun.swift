package import CoraSession
package import NIOCore
import NIOPosix
package import NIOSSL

/// Both ends of many calls: the model's port, and runs of calls against a bridge that dials it. The callers live on one
/// event loop, and the models on another if there is a core for it: on two cores, of which the server has one, two loops
/// would only wait for each other, and be late for it.
package struct LoadRun: Sendable {
    private let callers: MultiThreadedEventLoopGroup
    private let models: MultiThreadedEventLoopGroup
    private let sessions: NIOLoopBoundBox<ModelDesk?>
    private let listener: any Channel

    /// The loop that the callers live on.
    package var callerLoop: any EventLoop { callers.next() }
    /// Where the model listens.
    package var modelPort: Int { listener.localAddress?.port ?? 0 }

    /// Opens the model's port.
    /// - Parameter tls: what the port shows; nil for none.
    /// - Throws: the system's error when the address cannot be bound.
    package static func open(host: String, port: Int, tls: NIOSSLContext?) async throws -> LoadRun {
        let callers = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let models = System.coreCount > 2 ? MultiThreadedEventLoopGroup(numberOfThreads: 1) : callers
        let loop = models.next()
        let sessions = NIOLoopBoundBox<ModelDesk?>.makeBoxSendingValue(nil, eventLoop: loop)
        do {
            let listener = try await LoadSocket.listen(host: host, port: port, tls: tls, on: loop) {
                if let desk = sessions.value { ModelEnd(at: desk) } else { UnwantedSession() }
            }
            return LoadRun(callers: callers, models: models, sessions: sessions, listener: listener)
        } catch {
            await shutdown(callers, models)
            throw error
        }
    }

    /// Closes the port and ends both loops.
    package func close() async {
        try? await listener.close()
        await Self.shutdown(callers, models)
    }

    private static func shutdown(_ callers: MultiThreadedEventLoopGroup, _ models: MultiThreadedEventLoopGroup) async {
        try? await callers.shutdownGracefully()
        if models !== callers { try? await models.shutdownGracefully() }
    }

    /// Makes the planned calls, and measures. Every wait is bounded; a cancelled task ends its calls at once.
    /// - Parameters:
    ///   - tls: what sockets to the bridge are checked with; nil for none.
    ///   - process: the server's process, if it is known.
    ///   - show: told the figures once a second.
    package func run(
        _ plan: LoadPlan, through webhook: CarrierWebhook, tls: TransportSecurity?, process: Int32?,
        show: @escaping @Sendable (LoadProgress) -> Void
    ) async -> LoadFigures {
        let links = plan.calls.map { CallLink($0) }
        let callerLoop = callerLoop
        let modelLoop = models.next()
        let mostFrames = plan.mostFrames
        let desk = try? await callerLoop.submit {
            NIOLoopBound(CallerDesk(mostFrames: mostFrames, on: callerLoop), eventLoop: callerLoop)
        }.get()
        let sessions = sessions
        let modelDesk = try? await modelLoop.submit {
            let desk = ModelDesk(links: links, mostFrames: mostFrames, on: modelLoop)
            sessions.value = desk
            return NIOLoopBound(desk, eventLoop: modelLoop)
        }.get()
        guard let desk, let modelDesk else { return LoadFigures(plan) }
        var meter = LoadMeter(plan, callers: desk, models: modelDesk, process: process)
        let beganAt = LoadClock.now
        let calls = links.map { LoadCall(link: $0, webhook: webhook, tls: tls, beganAt: beganAt, desk: desk) }
        meter.begin(at: beganAt)
        await withTaskGroup(of: Bool.self) { tasks in
            tasks.addTask {
                await withTaskGroup { tasks in
                    for call in calls { tasks.addTask { await call.run() } }
                }
                return true
            }
            tasks.addTask { (try? await Task.sleep(for: .seconds(1))) == nil }
            while let areOver = await tasks.next(), !areOver {
                show(await meter.second())
                let next = meter.nextAt
                tasks.addTask {
                    try? await Task.sleep(nanoseconds: next - min(LoadClock.now, next))
                    return Task.isCancelled
                }
            }
            tasks.cancelAll()
        }
        await meter.settle()
        return await meter.figures()
    }
}

/// A session that was not expected: it is closed.
private final class UnwantedSession: SocketEnd {
    func opened(_ socket: LoadSocket) { socket.close() }
    func received(_ text: ByteBuffer, at now: UInt64) {}
    func receivedOther() {}
    func closed() {}
}
