import CoraWire
import NIOCore

/// Why a request to OpenAI's HTTP API failed. `description` is a sentence for the operator; it never contains a key.
package enum OpenAIError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What a server answered with a status that refuses the request.
    package struct Refusal: Sendable, Equatable {
        /// The HTTP status.
        package var status: Int
        /// OpenAI's `error.code`, else its `error.type`.
        package var code: String?
        /// OpenAI's `error.message`, without keys.
        package var message: String?
        /// How long the server asks to wait before the next request.
        package var retryAfter: Duration?

        package init(status: Int, code: String? = nil, message: String? = nil, retryAfter: Duration? = nil) {
            self.status = status
            self.code = code
            self.message = message
            self.retryAfter = retryAfter
        }
    }

    /// The base URL cannot be used.
    case badURL(String)
    /// The server refused the request.
    case refused(Refusal)
    /// The server did not answer in time.
    case timedOut
    /// The server could not be reached, or the connection broke.
    case unreachable(String)
    /// The answer is longer than this many bytes.
    case tooLarge(Int)
    /// The server granted the request, but its answer lacks what was asked for.
    case notUnderstood(String)
    /// The task that asked was cancelled.
    case cancelled

    /// Whether the same request may succeed if it is sent again: after time-outs, lost connections, 408, 409, 429 and
    /// 5xx, as in the official SDKs; but not when the account has no money left.
    package var isPassing: Bool {
        switch self {
        case .timedOut, .unreachable: true
        case .refused(let refusal):
            refusal.code != "insufficient_quota"
                && ([408, 409, 429].contains(refusal.status) || (500...599).contains(refusal.status))
        case .badURL, .tooLarge, .notUnderstood, .cancelled: false
        }
    }

    /// Whether it says that the server is not there or not well, whatever it was asked.
    package var isOutage: Bool {
        switch self {
        case .timedOut, .unreachable: true
        case .refused(let refusal): (500...599).contains(refusal.status)
        case .badURL, .tooLarge, .notUnderstood, .cancelled: false
        }
    }

    package var description: String {
        switch self {
        case .badURL(let why): "the base URL \(why)"
        case .refused(let refusal): refusal.description
        case .timedOut: "no answer in time"
        case .unreachable(let why): "not reached: \(why)"
        case .tooLarge(let limit): "the answer is longer than \(limit) bytes"
        case .notUnderstood(let why): "the answer is not understood: \(why)"
        case .cancelled: "cancelled"
        }
    }
}

extension OpenAIError.Refusal: CustomStringConvertible {
    /// The longest code or message that is kept, in characters.
    private static let textLimit = 300

    package var description: String {
        let code = code.map { " (\($0))" } ?? ""
        return "refused with HTTP \(status)\(code)" + (message.map { ": \($0)" } ?? "")
    }

    /// Reads OpenAI's error object, if the body is one.
    ///
    /// - Parameter key: removed from the server's words, as is everything that looks like a key.
    init(status: Int, body: ByteBuffer, retryAfter: String?, key: String) {
        let error = (try? JSON.parse(body))?["error"]
        func text(_ name: String) -> String? {
            error?[name]?.string.map { String(Self.redacted($0, key: key).prefix(Self.textLimit)) }
        }
        self.init(
            status: status, code: text("code") ?? text("type"), message: text("message"),
            retryAfter: retryAfter.flatMap(Int.init).flatMap { (0...86_400).contains($0) ? .seconds($0) : nil })
    }

    /// The text without words that contain the key or begin as keys do.
    private static func redacted(_ text: String, key: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            (!key.isEmpty && word.contains(key)) || word.contains("sk-") || word.contains("ek_") ? "(key)" : word
        }.joined(separator: " ")
    }
}
