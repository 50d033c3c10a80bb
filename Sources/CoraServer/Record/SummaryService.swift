import CoraBusiness
import CoraClients
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

/// Has calls summed up when they are over, also calls of a process that died, until the server stops; calls that still
/// wait then get the record's summary.
struct SummaryService: Service {
    /// How long the model may still be asked once the server stops.
    private static let farewell = Duration.seconds(8)

    let summarizer: Summarizer
    let client: SummaryClient?
    let unsummed: UnsummedCalls

    func run() async throws {
        await withDiscardingTaskGroup { parts in
            parts.addTask { await cancelWhenGracefulShutdown { await unsummed.run { summarizer.submit($0) } } }
            parts.addTask { await sumUp() }
        }
        await client?.shutdown()
    }

    private func sumUp() async {
        await withTaskGroup { group in
            group.addTask { await summarizer.run() }
            group.addTask {
                try? await gracefulShutdown()
                summarizer.finish()
                try? await Task.sleep(for: Self.farewell)
            }
            // Whichever comes first ends this: all calls are summed up, or the time is over. Cancelling computes the
            // rest.
            await group.next()
            group.cancelAll()
        }
    }
}

/// The text model that sums calls up, over HTTP; its connections are made when the first call ends.
final class SummaryClient: SummaryModel {
    private let baseURL: String
    private let apiKey: String
    private let http: LazyHTTPClient

    /// - Parameters:
    ///   - baseURL: the API's address, in the form the official SDKs take.
    ///   - tls: how connections are secured; nil to trust the system's roots alone.
    init(baseURL: String, apiKey: String, tls: TLSConfiguration?, group: any EventLoopGroup) {
        self.baseURL = baseURL
        self.apiKey = apiKey
        http = LazyHTTPClient(group: group, tls: tls)
    }

    func create(_ request: ByteBuffer) async throws -> ByteBuffer {
        guard let http = http.client else { throw CancellationError() }
        return try await ResponsesClient(baseURL: baseURL, apiKey: apiKey, http: http).create(request)
    }

    /// Closes the client's connections.
    func shutdown() async {
        await http.shutdown()
    }
}
