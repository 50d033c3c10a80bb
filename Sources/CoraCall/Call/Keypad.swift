/// Puts keypad digits together until the caller pauses or presses `#`.
package struct Keypad: Sendable, Equatable {
    /// More digits than any number, account or code has; what comes after is dropped.
    package static let longest = 32

    private var digits = ""
    private var lastPress: CallInstant?
    /// The time without a key that ends a row.
    package var pause: CallDuration

    /// - Parameter pause: the time without a key that ends a row.
    package init(pause: CallDuration) {
        self.pause = pause
    }

    /// When the row in hand ends, if there is one.
    package var deadline: CallInstant? { lastPress.map { $0 + pause } }

    /// A key was pressed. Returned: the row, if this key ended it.
    package mutating func pressed(_ digit: Character, at now: CallInstant) -> String? {
        if digit == "#", !digits.isEmpty { return take() }
        if digits.count < Self.longest { digits.append(digit) }
        lastPress = now
        return nil
    }

    /// The pause may be over. Returned: the row, if it is.
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
