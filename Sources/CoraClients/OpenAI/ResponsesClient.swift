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

    private let url: String
    private let apiKey: String
    private let http: HTTPClient
    private let retry: RetryPolicy
    private let limits: Limits

    /// - Parameters:
    ///   - baseURL: the URL in the form the official SDKs take, `https://api.openai.com/v1`.
    ///   - apiKey: sent as `Authorization: Bearer`; no description of this value or of its errors contains it.
    ///   - http: sends the requests; its owner shuts it down.
    /// - Throws: `OpenAIError.badURL`.
    package init(
        baseURL: String, apiKey: String, http: HTTPClient, retry: RetryPolicy = RetryPolicy(), limits: Limits = Limits()
    ) throws(OpenAIError) {
        url = try OpenAIEndpoint(baseURL: baseURL).url("/responses")
        self.apiKey = apiKey
        self.http = http
        self.retry = retry
        self.limits = limits
    }

    /// Sends a request body and returns the answer's body: a response object as JSON, not checked.
    ///
    /// A failed request that may succeed later is sent again as `RetryPolicy` says, within the limits.
    ///
    /// - Throws: `OpenAIError`: the last attempt's, `timedOut`, or `cancelled` if the task is.
    package func create(_ request: ByteBuffer) async throws(OpenAIError) -> ByteBuffer {
        let result = await retry.attempts(each: limits.attempt, within: limits.total) { await attempt(request) }
        return try result.get()
    }

    private func attempt(_ body: ByteBuffer) async -> Result<ByteBuffer, OpenAIError> {
        let exchange = OpenAIExchange(http: http, bearer: apiKey, patience: limits.attempt, longest: limits.answer)
        do throws(OpenAIError) {
            let response = try await exchange.post(.json(body), to: url)
            guard response.status == .ok else { throw await exchange.refusal(response) }
            return .success(try await exchange.body(of: response))
        } catch {
            return .failure(error)
        }
    }
}

extension ResponsesClient: CustomStringConvertible, CustomReflectable {
    /// The URL that it asks, without the key.
    package var description: String { "ResponsesClient(\(url))" }
    /// A mirror without children, so that `dump` finds no key to print.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
