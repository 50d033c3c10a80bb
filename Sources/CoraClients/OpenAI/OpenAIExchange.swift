import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// One request to OpenAI's HTTP API and its answer, within a time and a length. No error of it contains the credential.
struct OpenAIExchange: Sendable {
    /// What is posted.
    enum Content: Sendable, Equatable {
        /// A JSON text.
        case json(ByteBuffer)
        /// A session description (RFC 8866), as it stands.
        case sdp(String)
        /// No body.
        case nothing
    }

    /// Sends the request; its owner shuts it down.
    let http: HTTPClient
    /// Sent as `Authorization: Bearer`.
    let bearer: String
    /// The time for the answer's head, and once more for its body.
    let patience: Duration
    /// The longest body of an answer, in bytes.
    let longest: Int

    /// Posts a request.
    /// - Returns: the answer, whatever its status, once its head is there.
    /// - Throws: `OpenAIError`: `badURL`, `unreachable`, `timedOut`, or `cancelled` if the task is.
    func post(_ content: Content, to url: String) async throws(OpenAIError) -> HTTPClientResponse {
        do {
            return try await http.execute(request(content, url), deadline: .now() + TimeAmount(patience))
        } catch {
            throw explained(error)
        }
    }

    /// Reads the body of an answer to its end.
    /// - Throws: `OpenAIError`: `tooLarge`, `unreachable`, `timedOut`, or `cancelled` if the task is.
    func body(of response: HTTPClientResponse) async throws(OpenAIError) -> ByteBuffer {
        do {
            return try await withTimeLimit(patience) { [longest] in try await response.body.collect(upTo: longest) }
        } catch {
            throw explained(error)
        }
    }

    /// Why the server refused the request; if that cannot be read, why not.
    func refusal(_ response: HTTPClientResponse) async -> OpenAIError {
        do throws(OpenAIError) {
            return .refused(
                .init(
                    status: Int(response.status.code), body: try await body(of: response),
                    retryAfter: response.headers.first(name: "retry-after"), key: bearer))
        } catch {
            return error
        }
    }

    private func request(_ content: Content, _ url: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "authorization", value: "Bearer \(bearer)")
        switch content {
        case .json(let body):
            request.headers.add(name: "content-type", value: "application/json")
            request.headers.add(name: "accept", value: "application/json")
            request.body = .bytes(body)
        case .sdp(let text):
            request.headers.add(name: "content-type", value: "application/sdp")
            request.headers.add(name: "accept", value: "application/sdp, application/json")
            request.body = .bytes(ByteBuffer(string: text))
        case .nothing: break
        }
        return request
    }

    private func explained(_ error: any Error) -> OpenAIError {
        switch error {
        case is CancellationError: .cancelled
        case is TimeLimitExceeded: .timedOut
        case is NIOTooManyBytesError: .tooLarge(longest)
        case let error as HTTPClientError where Self.timeouts.contains(error): .timedOut
        case let error as HTTPClientError where error == .cancelled: .cancelled
        case let error as HTTPClientError where Self.ownFaults.contains(error): .badURL("cannot be used: \(error)")
        default: .unreachable(String("\(error)".replacing(bearer.isEmpty ? "sk-" : bearer, with: "(key)").prefix(300)))
        }
    }

    private static let timeouts: [HTTPClientError] = [
        .deadlineExceeded, .connectTimeout, .readTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout,
    ]
    private static let ownFaults: [HTTPClientError] = [.invalidURL, .emptyHost, .emptyScheme]
}
