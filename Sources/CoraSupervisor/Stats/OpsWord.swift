/// A word of the ops JSON from a list that may grow. A word of a later build that this build does not know is read as
/// `unknown`, so that `cora top` can show instances of both builds.
package protocol OpsWord: RawRepresentable, Codable, Sendable where RawValue == String {
    /// The value that stands for a word this build does not know.
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
    /// It takes new calls.
    case accepting
    /// It refuses new calls because of lag, memory or the outbox.
    case shedding
    /// It takes no new calls and lets live calls come to their end.
    case draining
    /// A state that only a later build knows.
    case unknown
}
