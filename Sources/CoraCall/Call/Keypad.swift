package import CoraTenant

/// Puts keypad digits together until the caller pauses or presses `#`.
package struct Keypad: Sendable, Equatable {
    /// The most digits of a row, more than any number, account or code has; further ones are dropped.
    package static let longest = 32

    private var digits = ""
    private var lastPress: CallInstant?
    /// The time without a key that ends a row.
    package var pause: CallDuration

    /// - Parameter pause: the time without a key that ends a row.
    package init(pause: CallDuration) {
        self.pause = pause
    }

    /// When the row that was begun ends; nil if none was.
    package var deadline: CallInstant? { lastPress.map { $0 + pause } }

    /// The caller pressed a key.
    /// - Returns: the row of digits if this key ended it, else nil.
    package mutating func pressed(_ digit: Character, at now: CallInstant) -> String? {
        if digit == "#", !digits.isEmpty { return take() }
        if digits.count < Self.longest { digits.append(digit) }
        lastPress = now
        return nil
    }

    /// Ends the row if the pause after the last key is over.
    /// - Returns: the row of digits; nil if the pause is not over.
    package mutating func deadlineReached(at now: CallInstant) -> String? {
        guard let deadline, deadline <= now else { return nil }
        return take()
    }

    private mutating func take() -> String {
        defer {
            digits = ""
            lastPress = nil
        }
        return digits
    }
}
