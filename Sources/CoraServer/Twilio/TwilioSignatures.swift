import CoraCall
import CoraDoor
import CoraSettings
import CoraTwilio
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

/// Lets in only requests that Twilio has signed for the public address: webhooks, and the media socket.
struct TwilioSignatures: Sendable {
    /// What a webhook is found to be.
    enum Verdict: Sendable {
        /// Twilio sent it, with these fields.
        case genuine(WebhookFields)
        /// It is answered with this status, and nothing else happens.
        case refused(HTTPResponse.Status)
    }

    /// The longest body that is read, in bytes; voice webhooks have a few hundred.
    private static let longestBody = 64 << 10

    let answers: TwilioAnswers
    private let signature: RequestSignature
    private let logger: Logger

    init(_ context: ServerContext) {
        answers = TwilioAnswers(publicURL: context.settings.server.publicURL.text)
        signature = RequestSignature(authTokens: [context.settings.twilio.authToken.revealed])
        logger = context.logger
    }

    /// Checks a webhook's signature. A request without one is refused before its body is read.
    /// - Throws: what reading the body throws.
    func verdict(on request: Request) async throws -> Verdict {
        let target = request.head.path ?? request.uri.description
        let url = answers.publicURL + target
        guard request.headers[.twilioSignature]?.isEmpty == false else { return refused(url, .unsigned) }
        let body = try await request.body.collect(upTo: Self.longestBody)
        let form = request.method == .post ? body.withUnsafeReadableBytes { FormBody.parse($0) } : nil
        if request.method == .post, form == nil { return .refused(.badRequest) }
        let verdict = signature.verify(
            .init(
                url: url, body: form.map { .form($0) } ?? .none, signature: request.headers[.twilioSignature],
                settings: request.headers[.twilioSignatureSettings]))
        guard verdict == .genuine else { return refused(url, verdict) }
        let query = target.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
        return .genuine(WebhookFields(form: form, query: FormBody.parse(query)))
    }

    private func refused(_ url: String, _ why: RequestSignature.Verdict) -> Verdict {
        // The address is logged, because proxies get it wrong most often; the fields are not, because they could be
        // forged.
        logger.warning(
            "a request was refused: its signature is not Twilio's",
            metadata: [LogKey.url: "\(url)", LogKey.reason: "\(why)"])
        return .refused(.forbidden)
    }

    /// Lets requests become a media socket: only those to its address that are signed for the public `wss` address.
    var mediaSocket: UpgradePolicy {
        { head in
            guard head.uri == "/twilio/media" else { return .refuse("not the media socket's address") }
            let verdict = signature.verify(
                .init(
                    url: answers.mediaURL,
                    signature: head.headers.first(name: HTTPField.Name.twilioSignature.rawName),
                    settings: head.headers.first(name: HTTPField.Name.twilioSignatureSettings.rawName)))
            return verdict == .genuine ? .upgrade : .refuse("signature over \(answers.mediaURL): \(verdict)")
        }
    }
}
