package import CoraSupervisor
import Foundation
package import NIOCore
import ServiceLifecycle

/// The live events of the ops page. One producer reads the figures, encodes them once and sends them to all viewers.
///
/// Every event is complete: a viewer that misses one is up to date again with the next. A viewer that is slow misses
/// the oldest. Without viewers, nothing is read. All viewers' streams end when the process is asked to stop.
package actor OpsEvents: Service {
    /// The functions that read the figures.
    package struct Sources: Sendable {
        /// Reads the stats of the instance.
        package var stats: @Sendable () async -> FleetStats
        /// Reads the live calls.
        package var calls: @Sendable () async -> [CallStats]
        /// Reads the newest point of the last hour; nil before the first.
        package var history: @Sendable () async -> HistoryPoint?

        package init(
            stats: @escaping @Sendable () async -> FleetStats, calls: @escaping @Sendable () async -> [CallStats],
            history: @escaping @Sendable () async -> HistoryPoint?
        ) {
            self.stats = stats
            self.calls = calls
            self.history = history
        }
    }

    /// An event of the stream.
    package enum Name: String, Sendable, CaseIterable {
        /// `FleetStats`, every second.
        case stats
        /// `OpsCallTable`, every two seconds: 1,000 calls are about 200 KB.
        case calls
        /// The newest `HistoryPoint`, every ten seconds.
        case history

        fileprivate var seconds: Int {
            switch self {
            case .stats: 1
            case .calls: 2
            case .history: 10
            }
        }
    }

    /// How many viewers there may be at once.
    package static let mostViewers = 32
    /// How many events wait for a slow viewer; the oldest goes first.
    private static let mostWaiting = 6
    private static let heartbeat = Duration.seconds(15)

    private let sources: Sources
    private let encoder: JSONEncoder
    private var viewers: [Int: AsyncStream<ByteBuffer>.Continuation] = [:]
    private var viewerCount = 0
    private var isOver = false

    package init(sources: Sources) {
        self.sources = sources
        encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
    }

    /// Produces events until the process is asked to stop.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.produce() }
                group.addTask { await self.beat() }
            }
        }
        end()
    }

    /// Adds a viewer.
    /// - Returns: its events, as text of the stream, and the id with which it leaves; nil if there is no place left, or
    ///   the process is stopping.
    package func watch() -> (id: Int, events: AsyncStream<ByteBuffer>)? {
        guard hasPlace else { return nil }
        viewerCount += 1
        let (events, continuation) = AsyncStream.makeStream(
            of: ByteBuffer.self, bufferingPolicy: .bufferingNewest(Self.mostWaiting))
        viewers[viewerCount] = continuation
        return (viewerCount, events)
    }

    /// Removes a viewer that has gone.
    package func leave(_ id: Int) {
        viewers.removeValue(forKey: id)?.finish()
    }

    /// Whether there is a place for one more viewer.
    package var hasPlace: Bool { !isOver && viewers.count < Self.mostViewers }

    /// Ends every viewer's stream, and takes no more viewers.
    package func end() {
        isOver = true
        for viewer in viewers.values { viewer.finish() }
        viewers = [:]
    }

    /// Reads and sends the events that are due in this second.
    /// - Parameter second: the seconds since the start.
    package func publish(second: Int) async {
        for name in Name.allCases where second.isMultiple(of: name.seconds) {
            guard !viewers.isEmpty, let event = await event(name) else { continue }
            send(event)
        }
    }

    private func produce() async {
        var second = 0
        while !Task.isCancelled {
            await publish(second: second)
            do { try await Task.sleep(for: .seconds(1)) } catch { return }
            second += 1
        }
    }

    /// Sends a line that viewers ignore, so that a proxy does not close a stream while the figures are stalled.
    private func beat() async {
        while !Task.isCancelled {
            do { try await Task.sleep(for: Self.heartbeat) } catch { return }
            send(ByteBuffer(string: ": still here\n\n"))
        }
    }

    private func send(_ event: ByteBuffer) {
        for viewer in viewers.values { viewer.yield(event) }
    }

    private func event(_ name: Name) async -> ByteBuffer? {
        let json: Data?
        switch name {
        case .stats: json = try? encoder.encode(await sources.stats())
        case .calls: json = try? encoder.encode(OpsCallTable(await sources.calls()))
        case .history: json = try? await sources.history().map { try encoder.encode($0) }
        }
        guard let json else { return nil }
        var event = ByteBuffer()
        event.reserveCapacity(json.count + 32)
        event.writeString("event: \(name.rawValue)\ndata: ")
        event.writeBytes(json)
        event.writeString("\n\n")
        return event
    }
}
