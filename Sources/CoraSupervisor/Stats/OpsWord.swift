/// A word of the ops JSON out of a list that may grow. One that a later build sends and this build does not know is read
/// as `unknown`, so that `cora top` can look at both.
package protocol OpsWord: RawRepresentable, Codable, Sendable where RawValue == String {
    /// What a word that is not known is read as.
    static var unknown: Self { get }
}

extension OpsWord {
    package init(from decoder: any Decoder) throws {
        let word = try decoder.singleValueContainer().decode(String.self)
        self = Self(rawValue: word) ?? .unknown
    }
}

/// Whether an instance takes new calls.
package enum InstanceState: String, OpsWord {
    /// It does.
    case accepting
    /// It lives, but refuses new calls for lag, memory or the outbox.
    case shedding
    /// It takes no new calls and lets those that live come to their end.
    case draining
    /// A state of a later build.
    case unknown
}
