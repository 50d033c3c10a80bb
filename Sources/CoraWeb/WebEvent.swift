package import CoraTenant
package import CoraWire
package import NIOCore

/// What a web client is told: one JSON text frame (`Config/web-protocol.md`). Audio goes in binary frames.
package enum WebEvent: Sendable, Equatable {
    /// Who says something.
    package enum Speaker: String, Sendable {
        /// The caller.
        case caller
        /// The agent.
        case agent
    }

    /// Where a tool is.
    package enum ToolState: String, Sendable {
        /// It runs.
        case running
        /// It did what it was asked.
        case done
        /// It did not.
        case failed
    }

    /// Something that the caller should know of the session.
    package enum Notice: String, Sendable, CaseIterable {
        /// The agent is there and can speak.
        case agentReady = "agent_ready"
        /// The agent's connection is lost and made anew; the session goes on.
        case agentAway = "agent_away"
        /// The agent is back.
        case agentBack = "agent_back"
    }

    /// One thing that was said, and how much of it was heard.
    package struct Turn: Sendable, Equatable {
        /// Its place in the conversation, from 1.
        package var sequence: Int
        /// The item that it finishes.
        package var item: String
        /// Who said it.
        package var speaker: Speaker
        /// All that was said.
        package var text: String
        /// What was heard of it.
        package var heard: String
        /// After how many milliseconds the caller cut it; nil if they did not.
        package var cutMilliseconds: Int?

        package init(
            sequence: Int, item: String, speaker: Speaker, text: String, heard: String, cutMilliseconds: Int? = nil
        ) {
            self.sequence = sequence
            self.item = item
            self.speaker = speaker
            self.text = text
            self.heard = heard
            self.cutMilliseconds = cutMilliseconds
        }
    }

    /// The session was accepted: its id, the agent's name, and which way its audio goes.
    case ready(session: String, agent: String, media: WebMedia = .socket)
    /// The page is to make a connection to the model, and to post its offer to `path` with the key.
    case offer(number: Int, key: String, path: String, PeerReason)
    /// The connection of this number is the session's from now on.
    case use(number: Int)
    /// Drop what was not played; what is sent next begins at this position.
    case clear(position: Int)
    /// More words of an item, as they come.
    case words(item: String, Speaker, String)
    /// One thing was said.
    case turn(Turn)
    /// The words that were shown for this item of the caller's were noise: forget them.
    case withdrawn(item: String)
    /// A tool began, or has answered; the result is what it answered, for tools whose results callers may see.
    case tool(id: String, name: String, ToolState, result: JSON?)
    /// Something that the caller should know.
    case notice(Notice)
    /// A message of the client's was ignored; the text says why.
    case ignored(String)
    /// The answer to the client's heartbeat of the same number.
    case heartbeat(id: Int)
    /// The session is over: the last message, before the close frame. `telephone` is a number of the business, E.164, for
    /// a caller who would go on by telephone.
    case goodbye(WebClose, telephone: String?)

    /// Appends the message.
    package func write(into buffer: inout ByteBuffer) {
        JSON.object(members).write(into: &buffer)
    }

    private var members: [String: JSON] {
        switch self {
        case .ready(let session, let agent, let media):
            [
                "type": "ready", "session": .string(session), "agent": .string(agent),
                "sample_rate": .int(WebAudio.sampleRate), "media": .string(media.rawValue),
            ]
        case .offer(let number, let key, let path, let why):
            [
                "type": "offer", "number": .int(number), "key": .string(key), "path": .string(path),
                "why": .string(why.rawValue),
            ]
        case .use(let number): ["type": "use", "number": .int(number)]
        case .clear(let position): ["type": "clear", "position": .int(position)]
        case .words(let item, let speaker, let text):
            ["type": "words", "item": .string(item), "speaker": .string(speaker.rawValue), "text": .string(text)]
        case .turn(let turn): turn.members
        case .withdrawn(let item): ["type": "withdrawn", "item": .string(item)]
        case .tool(let id, let name, let state, let result):
            Self.members(
                [
                    "type": "tool", "id": .string(id), "name": .string(name), "state": .string(state.rawValue),
                ], "result", result)
        case .notice(let notice): ["type": "notice", "code": .string(notice.rawValue)]
        case .ignored(let why): ["type": "error", "code": "ignored", "text": .string(why)]
        case .heartbeat(let id): ["type": "heartbeat", "id": .int(id)]
        case .goodbye(let close, let telephone):
            Self.members(
                [
                    "type": "goodbye", "code": .int(Int(close.code)), "reason": .string(close.word),
                    "text": .string(close.text),
                ], "telephone", telephone.map(JSON.string))
        }
    }

    /// The members, with one more if it has a value.
    fileprivate static func members(_ members: [String: JSON], _ name: String, _ value: JSON?) -> [String: JSON] {
        var members = members
        members[name] = value
        return members
    }
}

extension WebEvent.Turn {
    fileprivate var members: [String: JSON] {
        WebEvent.members(
            [
                "type": "turn", "sequence": .int(sequence), "item": .string(item),
                "speaker": .string(speaker.rawValue), "text": .string(text), "heard": .string(heard),
            ], "cut_ms", cutMilliseconds.map(JSON.int))
    }
}
