import CoraCall
import CoraSimulator
import Foundation

/// Tells a call as it happens, a line each: when, who, what.
final class Narrator: CallObserver {
    /// The first thing the agent says, which no scenario knows.
    private let greeting: String
    private let isColoured = isatty(STDOUT_FILENO) != 0

    /// - Parameter greeting: the first thing the agent says.
    init(greeting: String = "…") {
        self.greeting = greeting
    }

    func callDid(_ event: CallEvent) {
        guard let (who, what) = line(for: event.kind) else { return }
        Console.say(row(event.at, who, what))
    }

    /// What the call's record says of the agent: where it was cut, which is also what the model was told.
    func agentSaid(_ turn: Turn) {
        guard let cut = turn.cutMilliseconds else { return }
        Console.say(row(nil, .none, "cut after \(seconds(cut)); written down as heard: \(quoted(turn.heard))"))
    }

    /// What the call's record says of the caller: what the model understood.
    func callerSaid(_ turn: Turn) {
        Console.say(row(nil, .none, "written down: \(quoted(turn.text))"))
    }

    private enum Who: String {
        case caller, agent, line
        case none = ""
    }

    private func line(for event: CallEvent.Kind) -> (Who, String)? {
        switch event {
        case .twiml(_, let path, let took): (.line, "\(path) answered in \(milliseconds(took))")
        case .firstAudio: (.agent, "first audio")
        case .callerStarted(let text, let isInterrupting):
            (.caller, (isInterrupting ? "interrupts: " : "") + quoted(text))
        case .agentStarted(let text): (.agent, quoted(text ?? greeting))
        case .cleared(let heard, let dropped, let after):
            (
                .line,
                "cleared" + (after.map { " \(milliseconds($0)) after the caller's first word" } ?? "")
                    + ": \(seconds(Int(heard))) heard, \(seconds(dropped)) thrown away"
            )
        case .pressed(let key): (.caller, "presses \(key)")
        case .muted(let isMuted): (.line, isMuted ? "media stops coming" : "media comes again")
        case .violation(let violation): (.line, "rule broken: \(violation)")
        case .announced(let text): (.line, "says \(quoted(text))")
        case .dialling(let leg): (.line, "dials \(leg.number)")
        case .whispered(let text, let leg): (.line, "whispers to \(leg.number): \(quoted(text))")
        case .calleePressed(let key, let leg): (.line, "\(leg.number) presses \(key)")
        case .dialled(let dial): (.line, "\(dial.leg.number): \(dial.outcome)")
        case .moved(let update): (.line, "moved by REST: \(words(for: update))")
        case .discarded(_, let path): (.line, "\(path) asked, too, and its answer discarded")
        case .streamClosed(let byServer): (.line, byServer ? "the server closes the stream" : "the stream closes")
        case .ended(let ending): (.line, "\(ending)")
        case .streamOpened, .callerStopped, .agentStopped, .mark, .expectation: nil
        }
    }

    private func words(for update: CallUpdate) -> String {
        switch update {
        case .document(let text): text
        case .fetch(let callback): callback.url
        case .hangUp, .cancel: "the call ends"
        }
    }

    private func row(_ at: Duration?, _ who: Who, _ what: String) -> String {
        let time = at.map { String(format: "%7.2f s", $0 / .seconds(1)) } ?? "         "
        let name = who.rawValue.padding(toLength: 7, withPad: " ", startingAt: 0)
        return "\(dimmed(time))  \(coloured(name, who))\(what)"
    }

    private func coloured(_ text: String, _ who: Who) -> String {
        guard isColoured else { return text }
        switch who {
        case .caller: return "\u{1B}[36m\(text)\u{1B}[0m"
        case .agent: return "\u{1B}[33m\(text)\u{1B}[0m"
        case .line, .none: return dimmed(text)
        }
    }

    private func dimmed(_ text: String) -> String {
        isColoured ? "\u{1B}[2m\(text)\u{1B}[0m" : text
    }

    private func quoted(_ text: String) -> String { "“\(text)”" }

    private func milliseconds(_ span: Duration) -> String {
        String(format: "%.1f ms", span / .milliseconds(1))
    }

    private func seconds(_ milliseconds: Int) -> String {
        String(format: "%.2f s", Double(milliseconds) / 1000)
    }
}
