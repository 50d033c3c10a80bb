package import CoraSupervisor
import Foundation
package import NIOCore
import ServiceLifecycle

/// The live news of the page: one producer reads the figures, encodes them once and gives them to all who look on.
///
/// Every event is whole: who misses one is right again with the next. A viewer who is slow misses the oldest. Nothing is
/// read while nobody looks. Ends all its viewers when the process is asked to stop.
package actor OpsEvents: Service {
    /// Where the figures come from.
    package struct Sources: Sendable {
        /// The whole instance.
        package var stats: @Sendable () async -> FleetStats
        /// The calls that live.
        package var calls: @Sendable () async -> [CallStats]
        /// The newest point of the last hour; nil before the first.
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

    /// How many may look on at once.
    package static let mostViewers = 32
    /// Events that wait for a slow viewer; the oldest goes first.
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

    /// Produces until the process is asked to stop.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.produce() }
                group.addTask { await self.beat() }
            }
        }
        end()
    }

    /// A viewer's events, as text of the stream, and what to leave with; nil if there is no more place, or all is over.
    package func watch() -> (id: Int, events: AsyncStream<ByteBuffer>)? {
        guard hasPlace else { return nil }
        viewerCount += 1
        let (events, continuation) = AsyncStream.makeStream(
            of: ByteBuffer.self, bufferingPolicy: .bufferingNewest(Self.mostWaiting))
        viewers[viewerCount] = continuation
        return (viewerCount, events)
    }

    /// The viewer has gone.
    package func leave(_ id: Int) {
        viewers.removeValue(forKey: id)?.finish()
    }

    /// Whether one more may look on.
    package var hasPlace: Bool { !isOver && viewers.count < Self.mostViewers }

    /// Ends every viewer's stream, and takes no more.
    package func end() {
        isOver = true
        for viewer in viewers.values { viewer.finish() }
        viewers = [:]
    }

    /// Reads and sends what is due in a second.
    /// - Parameter second: seconds since the start.
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

    /// What keeps a proxy from closing a stream whose source has stalled.
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
