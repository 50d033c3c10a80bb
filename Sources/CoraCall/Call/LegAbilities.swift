/// What a caller's leg can do. Rules ask for an ability and never for the kind of leg: the carrier's leg has all of
/// them, a leg whose media does not pass through us has none.
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

    /// Everything: the carrier's leg.
    package static let all: LegAbilities = [.media, .clears, .tellsWhatWasHeard, .playsRecordings]
}
