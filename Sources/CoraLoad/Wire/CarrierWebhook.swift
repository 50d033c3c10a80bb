package import CoraFakeTwilio
package import CoraSession
import CoraTwilio
import Foundation
package import NIOCore
import NIOHTTP1

/// Asks a bridge's webhook about calls as Twilio does: a signed form, TwiML back.
package struct CarrierWebhook: Sendable {
    /// The account that the calls are said to be of; there is no such account.
    static let accountSid = "AC00000000000000000000000000000001"
    /// How long a voice webhook may take (Twilio, "Webhooks: connection overrides").
    private static let patience = TimeAmount.seconds(15)

    /// Where the bridge is, and for which address its requests are signed.
    package let address: PublicAddress
    private let authToken: String
    private let to: String
    private let tls: TransportSecurity?
    private let loop: any EventLoop

    package init(
        address: PublicAddress, authToken: String, to: String, tls: TransportSecurity?, loop: any EventLoop
    ) {
        self.address = address
        self.authToken = authToken
        self.to = to
        self.tls = tls
        self.loop = loop
    }

    /// A stream that a webhook asked for.
    package struct Stream: Sendable, Equatable {
        /// Its URL, as it is signed.
        package var url: String
        package var parameters: [String: String]
        /// What is asked when the stream is over.
        package var action: String?
    }

    /// Why a call has no stream.
    package struct Refusal: Error, Sendable {
        package var kind: LoadFailure
        package var detail: String
    }

    /// Tells the webhook that a call rings.
    /// - Throws: ``Refusal``.
    package func announce(_ call: Int) async throws(Refusal) -> Stream {
        let text = try await fetch(address.webhook, call, status: "ringing")
        return try Self.stream(in: text, from: address.webhook, address)
    }

    /// Asks what follows the end of a stream.
    /// - Returns: whether a person is dialled.
    /// - Throws: ``Refusal``.
    package func isDialled(after action: String, _ call: Int) async throws(Refusal) -> Bool {
        let text = try await fetch(action, call, status: "in-progress")
        guard let document = try? TwiMLDocument(text) else {
            throw Refusal(kind: .webhookNonsense, detail: String(text.prefix(200)))
        }
        return document.verbs.contains { if case .dial = $0 { true } else { false } }
    }

    /// The headers of the media socket's handshake.
    func handshake(of url: String) -> HTTPHeaders {
        [
            "User-Agent": "Twilio.TmeWs/1.0",
            "X-Twilio-Signature": RequestSignature.sign(url: url, key: authToken),
        ]
    }

    /// Where to dial a stream's URL; nil if it is no websocket's.
    func socketAddress(_ url: String) -> WebSocketAddress? {
        guard let parts = URLComponents(string: address.dialled(url)), let host = parts.host,
            ["ws", "wss"].contains(parts.scheme ?? "")
        else { return nil }
        let isSecure = parts.scheme == "wss"
        let path = parts.percentEncodedPath
        return WebSocketAddress(
            host: host, port: parts.port ?? (isSecure ? 443 : 80), target: path.isEmpty ? "/" : path,
            isSecure: isSecure)
    }

    /// Finds the stream in a webhook's answer.
    /// - Throws: ``Refusal``.
    package static func stream(
        in text: String, from url: String, _ address: PublicAddress
    ) throws(Refusal) -> Stream {
        let document: TwiMLDocument
        do throws(Violation) { document = try TwiMLDocument(text) } catch {
            throw Refusal(kind: .webhookNonsense, detail: "\(error): \(text.prefix(200))")
        }
        for case .connect(let connect) in document.verbs {
            return Stream(
                url: address.absolute(connect.url, in: url), parameters: connect.parameters,
                action: connect.action.map { address.absolute($0.url, in: url) })
        }
        throw Refusal(kind: .refused, detail: String(text.prefix(200)))
    }

    /// A call's SID.
    package static func callSid(_ call: Int) -> String { sid("CA", call) }

    /// A stream's SID.
    package static func streamSid(_ call: Int) -> String { sid("MZ", call) }

    private static func sid(_ prefix: String, _ call: Int) -> String {
        let digits = String(call, radix: 16)
        return prefix + String(repeating: "0", count: max(32 - digits.count, 0)) + digits
    }

    /// The number that a call comes from: one for each of ten million calls.
    package static func number(of call: Int) -> String { "+1415\(2_000_000 + call % 8_000_000)" }

    private func fetch(_ url: String, _ call: Int, status: String) async throws(Refusal) -> String {
        let form = FormBody([
            .init("AccountSid", Self.accountSid), .init("ApiVersion", "2010-04-01"),
            .init("CallSid", Self.callSid(call)), .init("CallStatus", status), .init("Called", to),
            .init("Caller", Self.number(of: call)), .init("Direction", "inbound"),
            .init("From", Self.number(of: call)), .init("To", to),
        ])
        var headers: HTTPHeaders = [
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8", "User-Agent": "TwilioProxy/1.1",
            "X-Twilio-Signature": RequestSignature.sign(url: url, form: form, key: authToken),
        ]
        if let host = URLComponents(string: url)?.host { headers.add(name: "Host", value: host) }
        let answer: LoadRequest.Answer
        do {
            answer = try await LoadRequest.ask(
                .POST, address.dialled(url), headers: headers, body: form.serialise(), tls: tls,
                timeout: Self.patience, on: loop)
        } catch LoadRequest.Failure.timedOut {
            throw Refusal(kind: .webhookTimeout, detail: "no answer within 15 s")
        } catch LoadRequest.Failure.broken(let reason) {
            throw Refusal(kind: .webhookNonsense, detail: reason)
        } catch {
            throw Refusal(kind: .webhookUnreachable, detail: "\(error)")
        }
        guard answer.status == 200 else {
            throw Refusal(kind: .webhookStatus(answer.status), detail: String(answer.body.prefix(200)))
        }
        return answer.body
    }
}
