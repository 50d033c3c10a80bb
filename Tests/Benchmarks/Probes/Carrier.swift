import BenchProbes
import CoraTwilio
import NIOCore
import NIOHTTP1
import NIOSSL

/// The carrier before the stream: posts the signed webhook, and dials the media socket, signed as well.
struct Carrier: Sendable {
    /// The address under which the server believes to be reached; what is signed.
    static let publicURL = "https://bench.example"
    /// The key of the signatures.
    static let authToken = "0123456789abcdef0123456789abcdef"

    /// Why a call did not come about.
    struct Refused: Error, CustomStringConvertible {
        var description: String
    }

    /// The server's port on the loopback address.
    let port: Int
    /// Where that port speaks TLS, whom to trust.
    var tls: NIOSSLContext?

    /// Announces a call.
    /// - Returns: the token for its stream.
    func announce(_ call: String, from caller: String = "+14155550123", on loop: any EventLoop) async throws -> String {
        let form = FormBody([
            .init("CallSid", call), .init("AccountSid", CarrierMessages.accountSID), .init("From", caller),
            .init("To", "+14155550100"), .init("CallStatus", "ringing"), .init("Direction", "inbound"),
        ])
        let url = Self.publicURL + "/twilio/voice"
        let signature = RequestSignature.sign(url: url, form: form, key: Self.authToken)
        let headers: HTTPHeaders = [
            "Host": "bench.example", "Connection": "close", "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": signature,
        ]
        let answer = try await OneRequest.ask(
            .POST, "/twilio/voice", headers, body: form.serialise(), port: port, tls: tls, on: loop)
        let pieces = answer.split(separator: #"name="token" value=""#, maxSplits: 1)
        guard pieces.count == 2, let token = pieces[1].split(separator: "\"").first else {
            throw Refused(description: "the webhook's answer has no token: \(answer)")
        }
        return String(token)
    }

    /// The signature of the media socket's request, as a line of its head.
    static var streamFields: String {
        "X-Twilio-Signature: \(RequestSignature.sign(url: streamURL, key: authToken))\r\n"
    }

    private static var streamURL: String { "wss" + publicURL.dropFirst("https".count) + "/twilio/media" }

    /// Opens the media socket.
    func openStream(on loop: any EventLoop, makeEnd: @escaping @Sendable () -> any ProbeEnd) async throws {
        let signature = RequestSignature.sign(url: Self.streamURL, key: Self.authToken)
        try await ProbeSocket.dial(
            port: port, target: "/twilio/media", headers: ["X-Twilio-Signature": signature], on: loop,
            makeEnd: makeEnd)
    }
}
