package import AsyncHTTPClient
package import NIOCore
import NIOHTTP1

/// Asks OpenAI for model responses over HTTP (`POST /v1/responses`). One value serves any number of requests at once.
package struct ResponsesClient: Sendable {
    /// The most time and memory that a request may take.
    package struct Limits: Sendable, Equatable {
        /// The time for one attempt, from dialling to the answer's last byte.
        package var attempt: Duration
        /// The time for all attempts and the pauses between them.
        package var total: Duration
        /// The longest answer, in bytes.
        package var answer: Int

        package init(attempt: Duration = .seconds(30), total: Duration = .seconds(75), answer: Int = 1 << 20) {
            self.attempt = attempt
            self.total = total
            self.answer = answer
        }
    }

    private let endpoint: ResponsesEndpoint
    private let apiKey: String
    private let http: HTTPClient
    private let retry: RetryPolicy
    private let limits: Limits

    /// - Parameters:
    ///   - baseURL: the URL in the form the official SDKs take, `https://api.openai.com/v1`.
    ///   - apiKey: sent as `Authorization: Bearer`; no description of this value or of its errors contains it.
    ///   - http: sends the requests; its owner shuts it down.
    /// - Throws: `ResponsesError.badURL`.
    package init(
        baseURL: String, apiKey: String, http: HTTPClient, retry: RetryPolicy = RetryPolicy(), limits: Limits = Limits()
    ) throws(ResponsesError) {
        endpoint = try ResponsesEndpoint(baseURL: baseURL)
        self.apiKey = apiKey
        self.http = http
        self.retry = retry
        self.limits = limits
    }

    /// Sends a request body and returns the answer's body: a response object as JSON, not checked.
    ///
    /// A failed request that may succeed later is sent again as `RetryPolicy` says, within the limits.
    ///
    /// - Throws: `ResponsesError`: the last attempt's, `timedOut`, or `cancelled` if the task is.
    package func create(_ request: ByteBuffer) async throws(ResponsesError) -> ByteBuffer {
        let result = await Self.bounded(limits.total) { await attempts(request) }
        return try result.get()
    }

    private func attempts(_ body: ByteBuffer) async -> Result<ByteBuffer, ResponsesError> {
        var attempt = 0
        while true {
            let result = await Self.bounded(limits.attempt) { await self.attempt(body) }
            guard case .failure(let error) = result,
                let pause = retry.pause(after: error, attempt: attempt, chance: .random(in: 0...1))
            else { return result }
            do { try await Task.sleep(for: pause) } catch { return .failure(.cancelled) }
            attempt += 1
        }
    }

    private static func bounded(
        _ limit: Duration, _ operation: @escaping @Sendable () async -> Result<ByteBuffer, ResponsesError>
    ) async -> Result<ByteBuffer, ResponsesError> {
        do {
            return try await withTimeLimit(limit, operation)
        } catch {
            return .failure(error is TimeLimitExceeded ? .timedOut : .cancelled)
        }
    }

    private func attempt(_ body: ByteBuffer) async -> Result<ByteBuffer, ResponsesError> {
        do {
            let response = try await http.execute(httpRequest(body), deadline: .now() + TimeAmount(limits.attempt))
            let answer = try await response.body.collect(upTo: limits.answer)
            guard response.status == .ok else {
                return .failure(
                    .refused(
                        .init(
                            status: Int(response.status.code), body: answer,
                            retryAfter: response.headers.first(name: "retry-after"), key: apiKey)))
            }
            return .success(answer)
        } catch {
            return .failure(explained(error))
        }
    }

    private func httpRequest(_ body: ByteBuffer) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: endpoint.url)
        request.method = .POST
        request.headers.add(name: "authorization", value: "Bearer \(apiKey)")
        request.headers.add(name: "content-type", value: "application/json")
        request.headers.add(name: "accept", value: "application/json")
        request.body = .bytes(body)
        return request
    }

    private func explained(_ error: any Error) -> ResponsesError {
        switch error {
        case is CancellationError: .cancelled
        case is NIOTooManyBytesError: .tooLarge(limits.answer)
        case let error as HTTPClientError where Self.timeouts.contains(error): .timedOut
        case let error as HTTPClientError where error == .cancelled: .cancelled
        case let error as HTTPClientError where Self.ownFaults.contains(error): .badURL("cannot be used: \(error)")
        default: .unreachable(String("\(error)".replacing(apiKey.isEmpty ? "sk-" : apiKey, with: "(key)").prefix(300)))
        }
    }

    private static let timeouts: [HTTPClientError] = [
        .deadlineExceeded, .connectTimeout, .readTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout,
    ]
    private static let ownFaults: [HTTPClientError] = [.invalidURL, .emptyHost, .emptyScheme]
}

extension ResponsesClient: CustomStringConvertible, CustomReflectable {
    /// The URL that it asks, without the key.
    package var description: String { "ResponsesClient(\(endpoint.url))" }
    /// A mirror without children, so that `dump` finds no key to print.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
