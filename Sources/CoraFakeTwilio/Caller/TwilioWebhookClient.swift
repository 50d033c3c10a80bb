package import AsyncHTTPClient
package import CoraTwilio
import Foundation
package import NIOCore
import NIOHTTP1

/// Asks a server for TwiML as Twilio does: signed, with an idempotency token, within Twilio's limits.
package struct TwilioWebhookClient: Sendable {
    /// How long a voice webhook may take in all (Twilio, "Webhooks: connection overrides").
    package static let timeLimit = TimeAmount.seconds(15)
    /// The largest TwiML document, in bytes (Twilio error 11750).
    package static let sizeLimit = 65_536

    private let client: HTTPClient
    private let authToken: String
    private let address: PublicAddress

    package init(client: HTTPClient, authToken: String, address: PublicAddress) {
        self.client = client
        self.authToken = authToken
        self.address = address
    }

    /// A document, and how long it took to come.
    package struct Answer: Sendable {
        /// The body.
        package var text: String
        /// How long it took from the request to the last byte of the answer.
        package var took: Duration
    }

    /// Asks for TwiML.
    /// - Parameters:
    ///   - url: the public URL; the address decides where it is dialled.
    ///   - method: `POST` or `GET`.
    ///   - token: the event's idempotency token, the same for every try.
    /// - Throws: ``Violation`` with the code Twilio would log.
    package func fetch(
        _ url: String, method: String = "POST", form: FormBody, token: String = UUID().uuidString.lowercased()
    ) async throws(Violation) -> Answer {
        let started = ContinuousClock.now
        let response: HTTPClientResponse
        let body: ByteBuffer
        do {
            response = try await client.execute(
                request(url, method: method, form: form, token: token), timeout: Self.timeLimit)
            body = try await response.body.collect(upTo: Self.sizeLimit)
        } catch {
            throw Self.violation(for: error, url: url)
        }
        let took = ContinuousClock.now - started
        if let problem = Self.problem(with: response) { throw problem }
        return Answer(text: String(buffer: body), took: took)
    }

    /// Sends a form to the server and discards the answer's body.
    ///
    /// - Throws: ``Violation`` when the answer's status is not 2xx.
    package func notify(_ url: String, method: String = "POST", form: FormBody) async throws(Violation) {
        let response: HTTPClientResponse
        do {
            let token = UUID().uuidString.lowercased()
            response = try await client.execute(
                request(url, method: method, form: form, token: token), timeout: Self.timeLimit)
            _ = try await response.body.collect(upTo: Self.sizeLimit)
        } catch {
            throw Self.violation(for: error, url: url)
        }
        guard (200..<300).contains(response.status.code) else {
            throw Violation(code: 11_200, problem: "\(url) answered \(response.status.code)")
        }
    }

    private func request(_ url: String, method: String, form: FormBody, token: String) -> HTTPClientRequest {
        let isGET = method.uppercased() == "GET"
        let separator = url.contains("?") ? "&" : "?"
        let signed = isGET ? url + separator + form.serialise() : url
        var request = HTTPClientRequest(url: address.dialled(signed))
        request.method = isGET ? .GET : .POST
        let signature = RequestSignature.sign(url: signed, form: isGET ? FormBody() : form, key: authToken)
        request.headers.add(name: "User-Agent", value: "TwilioProxy/1.1")
        request.headers.add(name: "Accept", value: "*/*")
        request.headers.add(name: "X-Twilio-Signature", value: signature)
        request.headers.add(name: "I-Twilio-Idempotency-Token", value: token)
        if !isGET {
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded; charset=UTF-8")
            request.body = .bytes(ByteBuffer(string: form.serialise()))
        }
        return request
    }

    private static func problem(with response: HTTPClientResponse) -> Violation? {
        guard (200..<300).contains(response.status.code) else {
            return Violation(code: 11_200, problem: "the webhook answered \(response.status.code)")
        }
        let type = response.headers.first(name: "Content-Type") ?? ""
        let media = type.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        guard ["text/xml", "application/xml", "text/html"].contains(media) else {
            return Violation(code: 12_300, problem: "content type \(type.isEmpty ? "missing" : type)")
        }
        return nil
    }

    private static func violation(for error: any Error, url: String) -> Violation {
        if error is NIOTooManyBytesError {
            return Violation(code: 11_750, problem: "\(url): the document is over 64 kB")
        }
        if let error = error as? HTTPClientError, error == .deadlineExceeded || error == .readTimeout {
            return Violation(code: 11_205, problem: "\(url): no answer within 15 s")
        }
        return Violation(code: 11_200, problem: "\(url) could not be fetched: \(error)")
    }
}
