import NIOCore

/// What the client may take up: room, and time. The defaults are for state that the webhooks of a telephone call wait for.
package struct RedisConfiguration: Sendable {
    /// How long a command may take, if its caller says nothing else.
    package var commandTimeout = Duration.milliseconds(500)
    /// How long one attempt to connect may take: name, TCP, TLS, password.
    package var connectTimeout = Duration.seconds(2)
    /// How many commands may be under way; a further one fails at once.
    package var mostCommands = 1000
    /// How many bytes they may have together.
    package var mostBytes = 4 << 20
    /// How many bytes one command may have.
    package var longestCommand = 1 << 20
    /// How large answers may be.
    package var answers = RESPLimits()
    /// How long the server may owe an answer and send none, before the connection is given up for another.
    package var silence = Duration.seconds(5)
    /// How long a connection may be unused before it is asked whether it still is one.
    package var pingAfter = Duration.seconds(15)
    /// The longest that the first pause between attempts to connect can be, and the longest that any can.
    package var pauses = Duration.milliseconds(50)...Duration.seconds(2)
    /// How long a connection has to have lasted for the next one to be tried at once.
    package var stable = Duration.seconds(10)
    /// How the server's own lists call us, if the address says nothing else.
    package var name = "cora"

    package init() {}

    var limits: RedisLimits {
        RedisLimits(
            mostCommands: mostCommands, mostBytes: mostBytes, longestCommand: longestCommand, answers: answers,
            silence: TimeAmount(silence), pingAfter: TimeAmount(pingAfter))
    }
}
