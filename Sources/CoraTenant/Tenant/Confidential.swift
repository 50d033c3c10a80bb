/// A secret text: printing, describing or dumping the value shows ``redacted`` instead.
package struct Confidential: Sendable, Equatable, Hashable {
    /// The text itself, for use as a key or in a header. Never write it to a log or a page.
    package let revealed: String

    /// Keeps a text secret.
    package init(_ value: String) {
        revealed = value
    }

    /// The text that is shown in place of the secret.
    package static let redacted = "(redacted)"
}

extension Confidential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// ``redacted``, never the text.
    package var description: String { Self.redacted }
    /// ``redacted``, never the text.
    package var debugDescription: String { Self.redacted }
    /// Without children, so that `dump` finds nothing to print.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
