/// What a caller's leg can do. Rules ask for an ability and never for which leg it is: the carrier's has all of them; one
/// whose media goes around us has none.
package struct LegAbilities: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The caller's audio comes through us, frame by frame, and the agent's goes out the same way. A leg without it leaves
    /// both to the model's own peer connection: what is not sent by us is neither timed, cut nor missed by us.
    package static let media = LegAbilities(rawValue: 1 << 0)
    /// What was sent and has not been heard can be dropped.
    package static let clears = LegAbilities(rawValue: 1 << 1)
    /// Marks tell when what was sent has been heard.
    package static let tellsWhatWasHeard = LegAbilities(rawValue: 1 << 2)
    /// Recordings can be played.
    package static let playsRecordings = LegAbilities(rawValue: 1 << 3)

    /// Everything: the carrier's leg.
    package static let all: LegAbilities = [.media, .clears, .tellsWhatWasHeard, .playsRecordings]
}
