/// What a caller's leg can do. Rules ask for an ability and never for the kind of leg. A leg whose media does not pass
/// through us may have none of them.
package struct LegAbilities: OptionSet, Sendable {
    /// One bit for each ability.
    package let rawValue: UInt8

    /// The abilities with these bits.
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The audio of the caller and of the agent passes through us, frame by frame. Without this ability it goes over a
    /// peer connection between the caller and the model: we then neither time it, cut it, nor notice when it stops.
    package static let media = LegAbilities(rawValue: 1 << 0)
    /// We can drop what was sent and the caller has not heard.
    package static let clears = LegAbilities(rawValue: 1 << 1)
    /// The leg returns marks, which tell when the caller has heard what was sent.
    package static let tellsWhatWasHeard = LegAbilities(rawValue: 1 << 2)
    /// We can play recordings to the caller.
    package static let playsRecordings = LegAbilities(rawValue: 1 << 3)
    /// The caller can be put through to a person while the line stays: a carrier does that.
    package static let transfers = LegAbilities(rawValue: 1 << 4)
    /// The caller can read: they are shown what is said and done (``Shown``).
    package static let shows = LegAbilities(rawValue: 1 << 5)

    /// The leg connects the caller to the model by itself, and we join that session. What the caller hears, and when, is
    /// told by the model's server (``RemotePlayback``).
    package static let connectsToModel = LegAbilities(rawValue: 1 << 6)

    /// What a telephone line can do.
    package static let telephone: LegAbilities = [
        .media, .clears, .tellsWhatWasHeard, .playsRecordings, .transfers,
    ]
}
