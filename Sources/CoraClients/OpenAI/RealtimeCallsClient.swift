package import AsyncHTTPClient
import CoraTenant
import CoraWire
package import NIOCore
import NIOHTTP1

/// Makes and ends calls between browsers and the model over OpenAI's HTTP API (openai-realtime §1.3–1.5). One value serves
/// any number of requests at once.
package struct RealtimeCallsClient: Sendable {
    /// The most time that requests may take.
    package struct Limits: Sendable, Equatable {
        /// The time for a client secret.
        package var secret: Duration
        /// The time for the head of the answer to an offer, and once more for its body.
        package var call: Duration
        /// The time for one attempt to hang up.
        package var hangUp: Duration
        /// The time for all attempts to hang up and the pauses between them.
        package var hangUps: Duration
        /// How long a call that the server does not know is left alone before it is asked once more.
        package var unknown: Duration

        package init(
            secret: Duration = .seconds(3), call: Duration = .seconds(8), hangUp: Duration = .seconds(2),
            hangUps: Duration = .seconds(10), unknown: Duration = .seconds(1)
        ) {
            self.secret = secret
            self.call = call
            self.hangUp = hangUp
            self.hangUps = hangUps
            self.unknown = unknown
        }
    }

    /// The longest answer that is read, in bytes: a session in JSON, with instructions and tools.
    private static let longestJSON = 1 << 20
    /// The longest session description that is read, in bytes.
    private static let longestAnswer = 64 << 10
    /// The longest client secret, in bytes.
    private static let longestSecret = 1024

    private let endpoint: OpenAIEndpoint
    private let apiKey: String
    private let http: HTTPClient
    private let retry: RetryPolicy
    private let limits: Limits

    /// - Parameters:
    ///   - baseURL: the URL in the form the official SDKs take, `https://api.openai.com/v1`.
    ///   - apiKey: sent as `Authorization: Bearer`; no description of this value or of its errors contains it.
    ///   - http: sends the requests; its owner shuts it down.
    ///   - retry: how often and after what pauses a call is hung up again. Nothing else is asked twice.
    /// - Throws: `OpenAIError.badURL`.
    package init(
        baseURL: String, apiKey: String, http: HTTPClient,
        retry: RetryPolicy = RetryPolicy(retries: 4, pause: .milliseconds(250), longestPause: .seconds(3)),
        limits: Limits = Limits()
    ) throws(OpenAIError) {
        endpoint = try OpenAIEndpoint(baseURL: baseURL)
        self.apiKey = apiKey
        self.http = http
        self.retry = retry
        self.limits = limits
    }

    // MARK: A secret

    /// Mints a client secret.
    /// - Parameter request: the request's body.
    /// - Throws: `OpenAIError`; `notUnderstood` for an answer without a secret.
    package func mint(_ request: ByteBuffer) async throws(OpenAIError) -> ClientSecret {
        let result = await RetryPolicy(retries: 0).attempts(each: limits.secret, within: limits.secret) {
            await minted(request)
        }
        return try result.get()
    }

    private func minted(_ request: ByteBuffer) async -> Result<ClientSecret, OpenAIError> {
        let exchange = exchange(bearer: apiKey, patience: limits.secret, longest: Self.longestJSON)
        do throws(OpenAIError) {
            let response = try await exchange.post(.json(request), to: endpoint.url("/realtime/client_secrets"))
            guard response.status == .ok || response.status == .created else { throw await exchange.refusal(response) }
            return .success(try secret(in: try await exchange.body(of: response)))
        } catch {
            return .failure(error)
        }
    }

    private func secret(in body: ByteBuffer) throws(OpenAIError) -> ClientSecret {
        let json = try? JSON.parse(body)
        guard let value = json?["value"]?.string, let expiresAt = json?["expires_at"]?.int else {
            throw .notUnderstood("it has no client secret")
        }
        guard !value.isEmpty, value.utf8.count <= Self.longestSecret, value.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw .notUnderstood("its client secret cannot be sent in a header") }
        return ClientSecret(
            value: Confidential(value), expiresAt: expiresAt, calls: endpoint.url("/realtime/calls"))
    }

    // MARK: A call

    /// Posts a browser's offer, once: a second one would make a second call.
    /// - Parameters:
    ///   - offer: the browser's session description.
    ///   - secret: a client secret that this API has minted; the call has its settings.
    /// - Throws: `RealtimeCallFailure`, with the call's id where the call was made but cannot be used.
    package func call(_ offer: String, with secret: ClientSecret) async throws(RealtimeCallFailure) -> RealtimeCall {
        let exchange = exchange(bearer: secret.value.revealed, patience: limits.call, longest: Self.longestAnswer)
        let response = try await Self.orFailure { () async throws(OpenAIError) in
            try await exchange.post(.sdp(offer), to: endpoint.url("/realtime/calls"))
        }
        guard response.status == .created || response.status == .ok else {
            throw RealtimeCallFailure(await exchange.refusal(response))
        }
        guard let id = response.headers.first(name: "location").flatMap(RealtimeCall.id) else {
            throw RealtimeCallFailure(.notUnderstood("it names no call in its Location"))
        }
        let body = try await Self.orFailure(of: id) { () async throws(OpenAIError) in
            try await exchange.body(of: response)
        }
        guard let answer = String(validating: body.readableBytesView, as: UTF8.self), answer.hasPrefix("v=0") else {
            throw RealtimeCallFailure(.notUnderstood("it is no session description"), callID: id)
        }
        return RealtimeCall(id: id, answer: answer)
    }

    private static func orFailure<Value>(
        of id: String? = nil, _ work: () async throws(OpenAIError) -> Value
    ) async throws(RealtimeCallFailure) -> Value {
        do throws(OpenAIError) {
            return try await work()
        } catch {
            throw RealtimeCallFailure(error, callID: id)
        }
    }

    // MARK: The end

    /// Ends a call at the model's side, and with it the browser's connection. What may pass is tried again, within the
    /// limits. A call that the server does not know is over already, or so new that it is not known yet (field case N3):
    /// it is asked once more.
    /// - Parameter id: the call's; see ``RealtimeCall/isID(_:)``.
    /// - Throws: `OpenAIError`: the last attempt's.
    package func hangUp(_ id: String) async throws(OpenAIError) {
        guard RealtimeCall.isID(id) else { throw .notUnderstood("\(id.prefix(40)) is no call's id") }
        let isKnown = try await ended(id)
        guard !isKnown else { return }
        do { try await Task.sleep(for: limits.unknown) } catch { throw .cancelled }
        _ = try await ended(id)
    }

    /// - Returns: whether the server knew the call.
    private func ended(_ id: String) async throws(OpenAIError) -> Bool {
        try await retry.attempts(each: limits.hangUp, within: limits.hangUps) { await hungUp(id) }.get()
    }

    private func hungUp(_ id: String) async -> Result<Bool, OpenAIError> {
        let exchange = exchange(bearer: apiKey, patience: limits.hangUp, longest: Self.longestAnswer)
        do throws(OpenAIError) {
            let response = try await exchange.post(.nothing, to: endpoint.url("/realtime/calls/\(id)/hangup"))
            guard !(200...299).contains(response.status.code) else {
                // The connection is used again once the body was read.
                _ = try? await exchange.body(of: response)
                return .success(true)
            }
            let error = await exchange.refusal(response)
            return response.status == .notFound ? .success(false) : .failure(error)
        } catch {
            return .failure(error)
        }
    }

    private func exchange(bearer: String, patience: Duration, longest: Int) -> OpenAIExchange {
        OpenAIExchange(http: http, bearer: bearer, patience: patience, longest: longest)
    }
}

extension RealtimeCallsClient: CustomStringConvertible, CustomReflectable {
    /// The URL that it asks, without the key.
    package var description: String { "RealtimeCallsClient(\(endpoint.url("/realtime/calls")))" }
    /// A mirror without children, so that `dump` finds no key to print.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
