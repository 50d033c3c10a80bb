package import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// Changes live calls through Twilio's REST API (Twilio, "Call resource": update a call).
package struct TwilioCallsClient: Sendable {
    /// The most time that a request may take.
    package struct Limits: Sendable, Equatable {
        /// The time for one attempt.
        package var attempt: Duration
        /// The time for all attempts and the pauses between them: a caller hears nothing meanwhile.
        package var total: Duration
        /// How often a request that Twilio did not process is sent again.
        package var retries: Int

        package init(attempt: Duration = .seconds(2), total: Duration = .seconds(4), retries: Int = 2) {
            self.attempt = attempt
            self.total = total
            self.retries = retries
        }
    }

    /// The longest TwiML that a request takes, in characters (Twilio error 32018).
    package static let longestTwiML = 4000
    private static let longestAnswer = 64 << 10

    private let baseURL: String
    private let accountSID: String
    private let secret: String
    private let http: HTTPClient
    private let limits: Limits

    /// - Parameters:
    ///   - baseURL: `https://api.twilio.com`, or a region's.
    ///   - accountSID: the account that has the calls; with `secret`, the request's credentials.
    ///   - secret: the account's auth token; no description of this value or of its errors contains it.
    ///   - http: sends the requests; its owner shuts it down.
    package init(baseURL: String, accountSID: String, secret: String, http: HTTPClient, limits: Limits = Limits()) {
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.accountSID = accountSID
        self.secret = secret
        self.http = http
        self.limits = limits
    }

    /// Has a live call go on with other TwiML: Twilio ends its stream and runs the document.
    ///
    /// A request that was never processed (429) is sent again after a pause. One that may have been processed (5xx, no
    /// answer) is not, since the caller would be moved twice.
    /// - Throws: `TwilioCallsError`.
    package func redirect(callSID: String, to twiml: String) async throws(TwilioCallsError) {
        guard twiml.count <= Self.longestTwiML else {
            throw .refused(status: 400, code: 32_018, message: "TwiML of \(twiml.count) characters")
        }
        let result = try? await withTimeLimit(limits.total) { await self.attempts(callSID, twiml) }
        try (result ?? .failure(.unknown("no answer in time"))).get()
    }

    private func attempts(_ callSID: String, _ twiml: String) async -> Result<Void, TwilioCallsError> {
        var attempt = 0
        while true {
            let result = await self.attempt(callSID, twiml)
            guard case .failure(.rateLimited) = result, attempt < limits.retries else { return result }
            // Half of a pause is left to chance, so that callers who were refused together do not come back together.
            let pause = Duration.milliseconds(250 << attempt) * Double.random(in: 0.5...1)
            do { try await Task.sleep(for: pause) } catch { return .failure(.unknown("no answer in time")) }
            attempt += 1
        }
    }

    private func attempt(_ callSID: String, _ twiml: String) async -> Result<Void, TwilioCallsError> {
        do {
            let response = try await http.execute(
                request(callSID, twiml), deadline: .now() + TimeAmount(limits.attempt))
            let body = try await response.body.collect(upTo: Self.longestAnswer)
            guard response.status.code != 200 else { return .success(()) }
            return .failure(TwilioCallsError(status: Int(response.status.code), body: body))
        } catch let error as HTTPClientError where Self.neverSent.contains(error) {
            return .failure(.unreachable("\(error)"))
        } catch is NIOConnectionError {
            return .failure(.unreachable("no connection"))
        } catch let error as IOError where error.errnoCode == ECONNREFUSED {
            return .failure(.unreachable("connection refused"))
        } catch {
            return .failure(
                .unknown(String("\(error)".replacing(secret.isEmpty ? "-" : secret, with: "…").prefix(200))))
        }
    }

    private static let neverSent: [HTTPClientError] = [
        .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout, .invalidURL, .emptyHost, .emptyScheme,
    ]

    private func request(_ callSID: String, _ twiml: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: "\(baseURL)/2010-04-01/Accounts/\(accountSID)/Calls/\(callSID).json")
        request.method = .POST
        request.setBasicAuth(username: accountSID, password: secret)
        request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        request.headers.add(name: "accept", value: "application/json")
        request.body = .bytes(ByteBuffer(string: "Twiml=" + Self.formEncoded(twiml)))
        return request
    }

    /// The text as HTML forms encode it (WHATWG URL, application/x-www-form-urlencoded).
    static func formEncoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "*"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: " "): encoded += "+"
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return encoded
    }
}

extension TwilioCallsClient: CustomStringConvertible, CustomReflectable {
    /// The URL that it asks, and the account, without the token.
    package var description: String { "TwilioCallsClient(\(baseURL), \(accountSID))" }
    /// A mirror without children, so that `dump` finds no token to print.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
