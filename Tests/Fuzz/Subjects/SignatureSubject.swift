import CoraTwilio
import CoraWire
import Crypto
import NIOCore

/// A webhook and its signature: URL, body, header and settings header, a line each. Only the right signature is taken, and
/// the right one, computed here by Twilio's description ("Webhooks: security"), is.
enum SignatureSubject {
    private static let key = "0123456789abcdef0123456789abcdef"
    private static let check = RequestSignature(authTokens: [key])

    static func check(_ bytes: UnsafeRawBufferPointer) -> String? {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 3, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        let (url, header) = (lines[0], lines.count > 2 ? lines[2] : nil)
        guard let form = FormBody.parse(lines.count > 1 ? lines[1] : "") else { return nil }
        let settings = lines.count > 3 ? lines[3] : nil
        return offered(header, settings, url, form) ?? right(url, form)
    }

    /// A signature that somebody offers is none of those that Twilio may make for the request.
    private static func offered(_ header: String?, _ settings: String?, _ url: String, _ form: FormBody) -> String? {
        let verdict = check.verify(.init(url: url, body: .form(form), signature: header, settings: settings))
        guard verdict == .genuine else { return nil }
        let isRight = spellings(of: url).contains { signature(over: $0, form) == header }
        return isRight ? nil : "“\(header ?? "")” is taken for \(url)"
    }

    /// The right signature is taken, and no changed one, nor is it for a changed form.
    private static func right(_ url: String, _ form: FormBody) -> String? {
        // Of a URL, Twilio signs neither the fragment nor the credentials; a port that is written has digits.
        let host = url.dropFirst("https://".count).prefix { !"/?".contains($0) }
        guard url.hasPrefix("https://a.example"), !url.contains("#"), !url.contains("@"), host.last != ":" else {
            return nil
        }
        let right = signature(over: url, form)
        func verdict(_ signature: String, _ form: FormBody) -> RequestSignature.Verdict {
            check.verify(.init(url: url, body: .form(form), signature: signature))
        }
        guard verdict(right, form) == .genuine else { return "the right signature is refused: \(url), \(form)" }
        var changed = Array(right.utf8)
        changed[0] ^= 1
        guard verdict(String(decoding: changed, as: UTF8.self), form) == .mismatch else { return "a changed signature" }
        let longer = FormBody(form.fields + [.init("\u{1}", "\(form.fields.count)")])
        return verdict(right, longer) == .mismatch ? nil : "a changed form: \(longer)"
    }

    /// The spellings of a URL that Twilio may sign: with its port and without, and a websocket's with a slash at the end.
    private static func spellings(of url: String) -> Set<String> {
        var all: Set<String> = [url]
        let bare = String(url.prefix { $0 != "#" })
        if let start = bare.firstRange(of: "://")?.upperBound {
            let scheme = bare[..<start]
            let end = bare[start...].firstIndex { "/?".contains($0) } ?? bare.endIndex
            let authority = bare[start..<end].split(separator: "@", omittingEmptySubsequences: false).last ?? ""
            let target = bare[end...]
            let host =
                authority.last == "]" ? authority : authority.lastIndex(of: ":").map { authority[..<$0] } ?? authority
            for authority in ["\(authority)", "\(host)", "\(host):443", "\(host):80"] {
                all.insert("\(scheme)\(authority)\(target)")
                all.insert("\(scheme)\(authority)\(target)/")
            }
        }
        return all
    }

    /// HMAC (RFC 2104) with SHA-1 over the URL and the form's sorted names and values, in base64.
    private static func signature(over url: String, _ form: FormBody) -> String {
        let pairs = Set(form.fields.map { [Array($0.name.utf8), Array($0.value.utf8)] })
        let sorted = pairs.sorted { left, right in
            left[0] == right[0]
                ? left[1].lexicographicallyPrecedes(right[1]) : left[0].lexicographicallyPrecedes(right[0])
        }
        let message = Array(url.utf8) + sorted.flatMap { $0.joined() }
        let block = Array(key.utf8) + Array(repeating: UInt8(0), count: 64 - key.utf8.count)
        let inner = Insecure.SHA1.hash(data: block.map { $0 ^ 0x36 } + message)
        let code = Insecure.SHA1.hash(data: block.map { $0 ^ 0x5C } + inner)
        var text = ByteBuffer()
        Array(code).withUnsafeBytes { Base64.encode($0, into: &text) }
        return String(buffer: text)
    }
}
