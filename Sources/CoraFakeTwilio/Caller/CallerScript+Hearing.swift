extension CallerScript {
    /// What the caller hears at a tick.
    package struct Hearing: Sendable, Equatable {
        /// How many stretches of agent speech have begun.
        package var speechCount: Int
        /// How much of the present stretch has been heard, in milliseconds; nil while the agent is silent.
        package var currentHeardMilliseconds: Double?
        /// Audio of the agent heard in the whole call, in milliseconds.
        package var totalHeardMilliseconds: Double
        /// When the agent was last heard.
        package var lastHeardAt: Duration?
        /// When the last media message came from the server.
        package var lastReceivedAt: Duration?
        /// Audio received and not yet played, in milliseconds.
        package var queuedMilliseconds: Int

        package init(
            speechCount: Int = 0, currentHeardMilliseconds: Double? = nil, totalHeardMilliseconds: Double = 0,
            lastHeardAt: Duration? = nil, lastReceivedAt: Duration? = nil, queuedMilliseconds: Int = 0
        ) {
            self.speechCount = speechCount
            self.currentHeardMilliseconds = currentHeardMilliseconds
            self.totalHeardMilliseconds = totalHeardMilliseconds
            self.lastHeardAt = lastHeardAt
            self.lastReceivedAt = lastReceivedAt
            self.queuedMilliseconds = queuedMilliseconds
        }
    }
}
