import CoraStandIn
import CoraWire
import NIOCore
import Synchronization

/// What the model's stand-in heard and said.
final class ModelEar: StandInObserver {
    enum Event: Sendable, Equatable {
        case opened(String)
        case received(JSON, String)
        case sent(JSON, String)
        case closed(String, code: Int?)
    }

    let ledger = Ledger<Event>()
    /// Audio of each session, decoded as it passes: tests ask often.
    private let audio = Mutex(Audio())

    private struct Audio {
        var caller: [String: [UInt8]] = [:]
        var agent: [String: [UInt8]] = [:]
    }

    func sessionOpened(_ session: String) { ledger.append(.opened(session)) }

    func exchanged(_ text: ByteBuffer, from side: StandInSide, session: String, at: Duration) {
        guard let event = try? JSON.parse(text) else { return }
        switch event["type"]?.string {
        case "input_audio_buffer.append":
            let bytes = bytes(ofBase64: event["audio"]?.string)
            audio.withLock { $0.caller[session, default: []] += bytes }
        case "response.output_audio.delta":
            let bytes = bytes(ofBase64: event["delta"]?.string)
            audio.withLock { $0.agent[session, default: []] += bytes }
        default: break
        }
        ledger.append(side == .client ? .received(event, session) : .sent(event, session))
    }

    func sessionClosed(_ session: String, code: Int?, log: [StandInLogEntry]) {
        ledger.append(.closed(session, code: code))
    }

    /// The caller's audio as the model got it.
    func callerAudio(in session: String) -> [UInt8] { audio.withLock { $0.caller[session] ?? [] } }

    /// The model's audio as it left; of all sessions, where none is named.
    func agentAudio(in session: String? = nil) -> [UInt8] {
        audio.withLock { audio in
            if let session { audio.agent[session] ?? [] } else { audio.agent.values.flatMap { $0 } }
        }
    }

    /// Waits for a client event.
    @discardableResult
    func received(_ type: String, in session: String? = nil, after place: Int = 0) async throws -> JSON {
        let event = try await ledger.first("the model being sent \(type)", after: place) { event in
            guard case .received(let json, let id) = event else { return false }
            return json["type"]?.string == type && (session == nil || id == session)
        }
        guard case .received(let json, _) = event else { return .null }
        return json
    }

    /// Waits for an event of the model.
    @discardableResult
    func sent(_ type: String, in session: String? = nil, after place: Int = 0) async throws -> JSON {
        let event = try await ledger.first("the model sending \(type)", after: place) { event in
            guard case .sent(let json, let id) = event else { return false }
            return json["type"]?.string == type && (session == nil || id == session)
        }
        guard case .sent(let json, _) = event else { return .null }
        return json
    }

    /// Every client event of a type.
    func all(_ type: String, in session: String? = nil, after place: Int = 0) -> [JSON] {
        ledger.events.dropFirst(place).compactMap { event -> JSON? in
            guard case .received(let json, let id) = event, json["type"]?.string == type else { return .none }
            return session == nil || id == session ? .some(json) : .none
        }
    }

    /// Every event of the model of a type.
    func allSent(_ type: String, in session: String? = nil) -> [JSON] {
        ledger.events.compactMap { event -> JSON? in
            guard case .sent(let json, let id) = event, json["type"]?.string == type else { return .none }
            return session == nil || id == session ? .some(json) : .none
        }
    }
}

/// The bytes of base64; none of what is not base64.
func bytes(ofBase64 text: String?) -> [UInt8] {
    var audio = ByteBuffer()
    let isBase64 = ByteBuffer(string: text ?? "").withUnsafeReadableBytes { Base64.decode($0, into: &audio) }
    return isBase64 ? Array(audio.readableBytesView) : []
}
