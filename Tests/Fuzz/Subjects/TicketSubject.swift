import CoraTickets
import Dispatch
import Foundation
import Synchronization

/// A token that somebody presents: the first byte says what of a right one the rest takes the place of. Only the right one
/// is believed.
enum TicketSubject {
    /// A right token, and the seal that made it.
    private struct Sample: Sendable {
        var seal: TicketSeal
        var token: String
    }

    private static let claims = TicketSeal.Claims(
        callSID: "CA00000000000000000000000000000001", ticket: "7", expires: Date(timeIntervalSince1970: 4_102_444_800))
    private static let sample = wait {
        let seal = await TicketSeal(secret: "0123456789abcdef0123456789abcdef")
        return Sample(seal: seal, token: (try? await seal.seal(claims)) ?? "")
    }

    /// Blocks while the key is used: not for the cooperative pool.
    static func check(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard let first = bytes.first else { return nil }
        let rest = Array(bytes.dropFirst())
        guard let sample else { return "no token was made" }
        let parts = sample.token.split(separator: ".").map(String.init)
        guard parts.count == 3 else { return "no token was made" }
        let presented =
            switch first % 6 {
            case 0: String(decoding: rest, as: UTF8.self)
            case 1: spliced(sample.token, rest)
            case 2: [encoded(rest), parts[1], parts[2]].joined(separator: ".")
            case 3: [parts[0], encoded(rest), parts[2]].joined(separator: ".")
            case 4: [parts[0], parts[1], encoded(rest)].joined(separator: ".")
            default: sample.token
            }
        let found = wait { try? await sample.seal.open(presented) } ?? nil
        guard presented != sample.token else { return found == claims ? nil : "the right token is refused" }
        return found == nil ? nil : "believed: \(presented)"
    }

    /// The right token with some of its bytes replaced: the first two bytes say where, and how many.
    private static func spliced(_ text: String, _ bytes: [UInt8]) -> String {
        var token = Array(text.utf8)
        guard bytes.count >= 2 else { return text }
        let start = Int(bytes[0]) % token.count
        token.replaceSubrange(start..<min(start + Int(bytes[1]), token.count), with: bytes.dropFirst(2))
        return String(decoding: token, as: UTF8.self)
    }

    /// The base64 of tokens (RFC 7515, section 2).
    private static func encoded(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Waits for work on other threads.
    private static func wait<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) -> Value? {
        let answer = Answer<Value>()
        Task.detached {
            let value = await work()
            answer.value.withLock { $0 = value }
            answer.done.signal()
        }
        answer.done.wait()
        return answer.value.withLock { $0 }
    }

    private final class Answer<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
        let done = DispatchSemaphore(value: 0)
    }
}
