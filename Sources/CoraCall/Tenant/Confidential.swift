/// A text that must not be shown: whatever prints, describes or dumps it gets only its length.
package struct Confidential: Sendable, Equatable, Hashable {
    /// The text itself: for a key or a header, never for a line that is written anywhere.
    package let revealed: String

    package init(_ value: String) {
        revealed = value
    }

    /// What is shown in its place.
    package static let redacted = "(redacted)"
}

extension Confidential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { Self.redacted }
    package var debugDescription: String { Self.redacted }
    /// Without children, so that `dump` finds nothing to print.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
