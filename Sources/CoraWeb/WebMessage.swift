import CoraWire
package import NIOCore

/// A message from a web client: one JSON text frame (`Config/web-protocol.md`). Audio comes in binary frames.
package enum WebMessage: Sendable, Equatable {
    /// The first message, unless the ticket came as a subprotocol: which session it is, with its token.
    case hello(WebHello)
    /// How far playback has come: this many samples of the agent's audio, counted as ``WebPlayback`` does.
    case played(position: Int)
    /// The client lives. The server answers with the same number.
    case heartbeat(id: Int)
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
        case "heartbeat": return .heartbeat(id: try number("id", of: tree))
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
        case .heartbeat(let id): ["type": "heartbeat", "id": .int(id)]
        case .bye: ["type": "bye"]
        case .unknown(let type): ["type": .string(type)]
        }
    }
}
