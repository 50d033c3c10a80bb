import CoraCall
import CoraTenant
import Logging

extension Logger {
    /// Writes a call's news as a log line. Words that callers or the agent said go under `pii` keys.
    func tell(_ news: CallNews) {
        switch news {
        case .started(let caller): info("call started", metadata: [LogKey.caller: "\(caller)"])
        case .modelConnected(let took):
            info("realtime connected", metadata: [LogKey.milliseconds: "\(took.milliseconds)"])
        case .modelLost(let why): warning("the model is lost, dialling again", metadata: [LogKey.reason: "\(why)"])
        case .modelRestored(let took):
            info("the model is back", metadata: [LogKey.milliseconds: "\(took.milliseconds)"])
        case .agentSaid(let text): info("agent said", metadata: [LogKey.text: "\(text)"])
        case .callerSaid(let text): info("user said", metadata: [LogKey.text: "\(text)"])
        case .callerTyped(let digits): info("user typed", metadata: [LogKey.text: "\(digits)"])
        case .toolCalled(let name): info("tool call", metadata: [LogKey.tool: "\(name)"])
        case .bargeIn(let unheard): info("barge-in", metadata: [LogKey.milliseconds: "\(unheard.milliseconds)"])
        case .lineStaysOpen: info("the caller goes on: the line stays open")
        case .brokenMedia(let why):
            warning("media that is not base64 is dropped", metadata: [LogKey.reason: "\(why)"])
        case .notMoved(let why):
            warning("the carrier did not take the caller over at once", metadata: [LogKey.reason: "\(why)"])
        case .ended(let termination):
            let level: Logger.Level = termination.result == .completed ? .info : .warning
            log(level: level, "call ended", metadata: [LogKey.reason: "\(termination)"])
        }
    }
}
