extension AgentScript {
    /// The agent's side of a scenario, for the model's stand-in.
    package init(_ scenario: Scenario) {
        self.init(turns: scenario.agentTurns.map(Turn.init))
    }
}

extension AgentScript.Turn {
    fileprivate init(_ turn: Scenario.AgentTurn) {
        self.init(
            heard: turn.heard, says: turn.says, thinkingMilliseconds: turn.thinkingMilliseconds,
            toolCalls: turn.tools.map { AgentScript.ToolCall(name: $0.name, arguments: $0.arguments) },
            afterTools: turn.afterTools)
    }
}
