import NIOCore

/// What one connection may take up: room, and time.
struct RedisLimits: Sendable {
    /// How many commands may be under way.
    var mostCommands = 1000
    /// How many bytes they may have together.
    var mostBytes = 4 << 20
    /// How many bytes one may have.
    var longestCommand = 1 << 20
    /// How large answers may be.
    var answers = RESPLimits()
    /// How long the server may owe an answer and send none, before the connection is given up.
    var silence = TimeAmount.seconds(5)
    /// How long a connection may be unused before it is asked whether it still is one.
    var pingAfter = TimeAmount.seconds(15)
}
