extension StringProtocol {
    /// The beginning of a text that somebody else wrote, for a message, a log line or a label: at most so many characters,
    /// and four bytes for each. A single character can have any number of marks, so that characters alone bound nothing.
    package func excerpt(_ longest: Int) -> String {
        var (text, bytes) = ("", 0)
        for scalar in self.prefix(longest).unicodeScalars {
            bytes += scalar.utf8.count
            guard bytes <= 4 * longest else { break }
            text.unicodeScalars.append(scalar)
        }
        return text
    }
}
