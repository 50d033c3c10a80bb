extension ClientEvent {
    /// The kinds of client event, by the name the API gives them.
    package enum Kind: String, Sendable, Equatable, CaseIterable {
        /// `session.update`.
        case sessionUpdate = "session.update"
        /// `input_audio_buffer.commit`.
        case inputAudioBufferCommit = "input_audio_buffer.commit"
        /// `input_audio_buffer.clear`.
        case inputAudioBufferClear = "input_audio_buffer.clear"
        /// `conversation.item.create`.
        case conversationItemCreate = "conversation.item.create"
        /// `conversation.item.truncate`.
        case conversationItemTruncate = "conversation.item.truncate"
        /// `conversation.item.delete`.
        case conversationItemDelete = "conversation.item.delete"
        /// `response.create`.
        case responseCreate = "response.create"
        /// `response.cancel`.
        case responseCancel = "response.cancel"

        /// The kind of the event that has this id; nil when the id is not from `EventIDs`.
        package init?(eventID: String) {
            guard let dash = eventID.lastIndex(of: "-") else { return nil }
            self.init(rawValue: String(eventID[..<dash]))
        }
    }
}

/// Gives out event ids, `response.create-7`: the kind and a number. An error names the id of the event it answers, so
/// the id alone tells that event's kind; no list of sent events is needed.
package struct EventIDs: Sendable, Equatable {
    private var issued = 0

    package init() {}

    /// The next id for an event of this kind; never given out before by this value.
    package mutating func next(_ kind: ClientEvent.Kind) -> String {
        issued += 1
        return "\(kind.rawValue)-\(issued)"
    }
}
