package import CoraTenant
import CoraWire
package import NIOCore

/// A message from a web client: one JSON text frame (`Config/web-protocol.md`). Audio comes in binary frames.
package enum WebMessage: Sendable, Equatable {
    /// The first message, unless the ticket came as a subprotocol: which session it is, with its token.
    case hello(WebHello)
    /// How far playback has come: this many samples of the agent's audio, counted as ``WebPlayback`` does.
    case played(position: Int)
    /// What the client has measured since the session began.
    case figures(PageFigures)
    /// The client lives. The server answers with the same number.
    case heartbeat(id: Int)
    /// How one of the page's connections to the model is.
    case peer(number: Int, PeerState)
    /// The page has made its offer to the model by itself; `call` is the model's id of the call.
    case attached(number: Int, call: String)
    /// The caller hangs up.
    case bye
    /// A message of a kind that this version does not know; it is ignored, and the client is told.
    case unknown(type: String)
}

extension WebMessage {
    /// The largest number in a message: what a JavaScript number holds exactly (ECMA-262, `MAX_SAFE_INTEGER`).
    package static let greatestNumber = 1 << 53 - 1

    /// Reads one message. Keys may come in any order, and unknown ones are ignored.
    /// - Throws: ``WebMessageError``.
    package static func decode(_ bytes: UnsafeRawBufferPointer) throws(WebMessageError) -> WebMessage {
        let tree: JSON
        do throws(JSONError) {
            tree = try JSON.parse(bytes)
        } catch {
            throw .notJSON("\(error.message) at byte \(error.offset)")
        }
        guard tree.object != nil else { throw .notJSON("not an object") }
        guard let kind = tree["type"] else { throw .missing("type") }
        guard let type = kind.string else { throw .bad("type") }
        switch type {
        case "hello": return .hello(try hello(tree))
        case "played": return .played(position: try number("position", of: tree))
        case "figures": return .figures(try PageFigures(tree))
        case "heartbeat": return .heartbeat(id: try number("id", of: tree))
        case "peer": return .peer(number: try number("number", of: tree), try state(tree))
        case "attached": return .attached(number: try number("number", of: tree), call: try call(tree))
        case "bye": return .bye
        default: return .unknown(type: type)
        }
    }

    private static func hello(_ tree: JSON) throws(WebMessageError) -> WebHello {
        guard let session = tree["session"] else { throw .missing("session") }
        guard let session = session.string else { throw .bad("session") }
        guard let token = tree["token"] else { throw .missing("token") }
        guard let token = token.string else { throw .bad("token") }
        return WebHello(session: session, token: token)
    }

    private static func state(_ tree: JSON) throws(WebMessageError) -> PeerState {
        guard let value = tree["state"] else { throw .missing("state") }
        guard let state = value.string.flatMap(PeerState.init) else { throw .bad("state") }
        return state
    }

    /// The model's id of a call: `rtc_` and at most 124 letters, digits, `_` and `-` (openai-realtime §1.4).
    private static func call(_ tree: JSON) throws(WebMessageError) -> String {
        guard let value = tree["call"] else { throw .missing("call") }
        guard let call = value.string, call.hasPrefix("rtc_"), call.utf8.count <= 128,
            call.utf8.allSatisfy(isOfID)
        else { throw .bad("call") }
        return call
    }

    private static func isOfID(_ byte: UInt8) -> Bool {
        let letter = byte | 0x20
        return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter)
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
    }

    private static func number(_ name: String, of tree: JSON) throws(WebMessageError) -> Int {
        guard let value = tree[name] else { throw .missing(name) }
        guard let number = value.int, (0...greatestNumber).contains(number) else { throw .bad(name) }
        return number
    }

    /// Appends the message as a client writes it.
    package func write(into buffer: inout ByteBuffer) {
        json.write(into: &buffer)
    }

    private var json: JSON {
        switch self {
        case .hello(let hello):
            ["type": "hello", "session": .string(hello.session), "token": .string(hello.token)]
        case .played(let position): ["type": "played", "position": .int(position)]
        case .figures(let figures): .object(figures.members.merging(["type": "figures"]) { $1 })
        case .heartbeat(let id): ["type": "heartbeat", "id": .int(id)]
        case .peer(let number, let state):
            ["type": "peer", "number": .int(number), "state": .string(state.rawValue)]
        case .attached(let number, let call):
            ["type": "attached", "number": .int(number), "call": .string(call)]
        case .bye: ["type": "bye"]
        case .unknown(let type): ["type": .string(type)]
        }
    }
}
