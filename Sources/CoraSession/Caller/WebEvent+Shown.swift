import CoraCall
import CoraWeb
import CoraWire

extension WebEvent {
    /// What a web client is told so that its caller sees this.
    init(_ shown: Shown) {
        self =
            switch shown {
            case .words(let item, let role, let text): .words(item: item, Speaker(role), text)
            case .turn(let turn): .turn(Turn(turn))
            case .withdrawn(let item): .withdrawn(item: item)
            case .toolBegan(let invocation): .tool(id: invocation.id, name: invocation.name, .running, result: nil)
            case .toolEnded(let invocation, let succeeded, let answer):
                .tool(
                    id: invocation.id, name: invocation.name, succeeded ? .done : .failed,
                    result: answer.flatMap { try? JSON.parse($0) })
            case .notice(.agentReady): .notice(.agentReady)
            case .notice(.agentAway): .notice(.agentAway)
            case .notice(.agentBack): .notice(.agentBack)
            }
    }
}

extension WebEvent.Speaker {
    fileprivate init(_ role: CoraCall.Turn.Role) {
        switch role {
        case .user: self = .caller
        case .assistant: self = .agent
        }
    }
}

extension WebEvent.Turn {
    fileprivate init(_ turn: CoraCall.Turn) {
        self.init(
            sequence: turn.sequence, item: turn.item, speaker: .init(turn.role), text: turn.text, heard: turn.heard,
            cutMilliseconds: turn.cutMilliseconds)
    }
}
