import CoraWire
import Crypto
package import NIOCore

/// Twilio's request signature ("Webhooks: security"): shows that Twilio itself posts a webhook or opens our media
/// socket.
///
/// A value; safe to share. Holds the secrets, so it must not be logged.
package struct RequestSignature: Sendable {
    /// How a request is signed, in the words of the settings header.
    package enum Algorithm: String, Sendable, Equatable {
        /// HMAC-SHA1, what an Auth Token signs with.
        case sha1 = "HMAC_SHA1"
        /// HMAC-SHA256, of a shared key.
        case sha256 = "HMAC_SHA256"
    }

    /// What is signed besides the URL.
    package enum Body: Sendable, Equatable {
        /// Nothing: a GET or a websocket handshake.
        case none
        /// A form; its fields are signed.
        case form(FormBody)
        /// Anything else; the URL's `bodySHA256` has to be its hash.
        case raw(ByteBuffer)
    }

    /// A request whose sender is in question.
    package struct Request: Sendable, Equatable {
        /// The URL as Twilio requested it: public scheme and host, path and query byte for byte. `wss` for the
        /// media socket's handshake.
        package var url: String
        /// The body, as far as the signature covers it.
        package var body: Body
        /// The header `X-Twilio-Signature`.
        package var signature: String?
        /// The header `X-Twilio-Webhooks-Signature-Settings`.
        package var settings: String?

        package init(url: String, body: Body = .none, signature: String?, settings: String? = nil) {
            self.url = url
            self.body = body
            self.signature = signature
            self.settings = settings
        }
    }

    /// What ``verify(_:)`` finds about a request.
    package enum Verdict: Sendable, Equatable {
        /// Twilio signed it.
        case genuine
        /// There is no signature.
        case unsigned
        /// The settings header names an algorithm we do not know.
        case unknownAlgorithm
        /// The settings header names a shared key we do not have.
        case unknownKey
        /// The body is not the one whose hash is in the URL, or the URL has no hash.
        case bodyChanged
        /// None of our keys gives this signature for this request.
        case mismatch
    }

    private let authTokens: [String]
    private let sharedKeys: [String: String]

    /// - Parameters:
    ///   - authTokens: the account's Auth Token; while it is being rotated, the old one and the new.
    ///   - sharedKeys: secrets of shared keys by their id.
    package init(authTokens: [String], sharedKeys: [String: String] = [:]) {
        self.authTokens = authTokens
        self.sharedKeys = sharedKeys
    }

    /// Checks the signature against every form of the URL that Twilio may have signed; see ``SignedURL``.
    package func verify(_ request: Request) -> Verdict {
        guard let signature = request.signature, !signature.isEmpty else { return .unsigned }
        let settings = SignatureSettings(request.settings ?? "")
        guard let algorithm = settings.knownAlgorithm else { return .unknownAlgorithm }
        let keys: [String]
        if let id = settings.keyID, settings.namesAlgorithm {
            guard let secret = sharedKeys[id] else { return .unknownKey }
            keys = [secret]
        } else {
            keys = authTokens
        }
        let form: FormBody
        switch request.body {
        case .none: form = FormBody()
        case .form(let fields): form = fields
        case .raw(let bytes):
            guard Self.isBodyIntact(bytes, url: request.url) else { return .bodyChanged }
            form = FormBody()
        }
        let suffix = Self.signedText(form)
        var matches = false
        for url in SignedURL.candidates(request.url) {
            for key in keys where !key.isEmpty {
                let expected = Self.sign(text: url + suffix, key: key, algorithm: algorithm)
                if Self.isEqual(expected, signature) { matches = true }
            }
        }
        return matches ? .genuine : .mismatch
    }

    /// The signature over exactly this URL and form, as Twilio puts it in `X-Twilio-Signature`.
    package static func sign(
        url: String, form: FormBody = FormBody(), key: String, algorithm: Algorithm = .sha1
    ) -> String {
        sign(text: url + signedText(form), key: key, algorithm: algorithm)
    }

    /// The lowercase hex SHA-256 that goes into the URL as `bodySHA256` when the body is no form.
    package static func bodyHash(_ body: ByteBuffer) -> String {
        var hash = SHA256()
        body.withUnsafeReadableBytes { hash.update(bufferPointer: $0) }
        let hexDigits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in hash.finalize() {
            text.append(hexDigits[Int(byte >> 4)])
            text.append(hexDigits[Int(byte & 0x0F)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Names and values one after the other, in the order of their bytes; a pair that comes twice counts once.
    private static func signedText(_ form: FormBody) -> String {
        // By bytes, since String compares by canonical equivalence.
        let sorted = form.fields.sorted { left, right in
            left.name.utf8.elementsEqual(right.name.utf8)
                ? left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
                : left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
        var text = ""
        var previous: FormBody.Field?
        for field in sorted {
            let isRepeat =
                previous.map {
                    $0.name.utf8.elementsEqual(field.name.utf8) && $0.value.utf8.elementsEqual(field.value.utf8)
                } ?? false
            if !isRepeat { text += field.name + field.value }
            previous = field
        }
        return text
    }

    private static func sign(text: String, key: String, algorithm: Algorithm) -> String {
        let key = SymmetricKey(data: Array(key.utf8))
        let message = Array(text.utf8)
        var code = ByteBuffer()
        switch algorithm {
        case .sha1: code.writeBytes(HMAC<Insecure.SHA1>.authenticationCode(for: message, using: key))
        case .sha256: code.writeBytes(HMAC<SHA256>.authenticationCode(for: message, using: key))
        }
        var signature = ByteBuffer()
        code.withUnsafeReadableBytes { Base64.encode($0, into: &signature) }
        return String(buffer: signature)
    }

    private static func isBodyIntact(_ body: ByteBuffer, url: String) -> Bool {
        guard let query = SignedURL.query(url), let form = FormBody.parse(query),
            let expected = form["bodySHA256"]
        else { return false }
        return isEqual(bodyHash(body), expected)
    }

    /// Compares in a time that depends only on the lengths.
    private static func isEqual(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        var difference: UInt8 = 0
        for (one, other) in zip(left.utf8, right.utf8) { difference |= one ^ other }
        return difference == 0
    }
}

/// The header `X-Twilio-Webhooks-Signature-Settings`: `key=<id>,algorithm=<name>`.
private struct SignatureSettings {
    var keyID: String?
    var algorithm: String?

    /// Whether the header names an algorithm. When it does not, Twilio signed with the Auth Token.
    var namesAlgorithm: Bool { algorithm != nil }

    var knownAlgorithm: RequestSignature.Algorithm? {
        guard let algorithm else { return .sha1 }
        return RequestSignature.Algorithm(rawValue: algorithm.uppercased())
    }

    init(_ header: String) {
        for part in header.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            let value = Self.trimmed(pair[1])
            guard !value.isEmpty else { continue }
            switch Self.trimmed(pair[0]) {
            case "key": keyID = value
            case "algorithm": algorithm = algorithm ?? value
            default: break
            }
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " || $0 == "\t" }
        return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
