/// How large an answer may be. Redis itself would send half a gigabyte (`proto-max-bulk-len`); what is asked here comes to
/// a few kilobytes, so that more is a mistake or a stranger.
package struct RESPLimits: Sendable, Equatable {
    /// The longest line, without its end: a simple string, an error or a number. In bytes.
    package var longestLine = 16 << 10
    /// The longest bulk string, in bytes.
    package var longestBulk = 1 << 20
    /// How deeply arrays may be nested; 1 is an array of plain values.
    package var deepest = 8
    /// How many values one answer may have in all, arrays themselves counted.
    package var mostElements = 65_536
    /// The longest answer in all, in bytes.
    package var longestAnswer = 4 << 20

    package init() {}
}
