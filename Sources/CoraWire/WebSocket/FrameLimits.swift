/// What is read from a websocket at most. The limits of fragments hold for every socket; they keep a peer from spending our
/// time and memory on crumbs.
package struct FrameLimits: Sendable, Equatable {
    /// The longest frame and the longest whole message, in bytes.
    package var longestMessage: Int
    /// The most fragments of a message.
    package var fragments = 64
    /// The shortest fragment that is not the last, in bytes.
    package var shortestFragment = 16

    package init(longestMessage: Int) {
        self.longestMessage = longestMessage
    }
}
