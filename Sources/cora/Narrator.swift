import CoraCall
import CoraFakeTwilio
import Foundation
import Synchronization

/// Tells a call as it happens, one line for each event: when, who, what.
final class Narrator: FakeCallObserver {
    private struct Told {
        var hasGreeted = false
        /// The scenario's last line of the agent's that was told.
        var line: String?
        /// When the agent began to say something that is not in the scenario; nil if it has not.
        var unknownSince: Duration?
    }

    /// The first thing the agent says, which is not in the scenario.
    private let greeting: String
    /// Whether the call's record tells what the agent says outside the scenario.
    private let hearsRecord: Bool
    private let told = Mutex(Told())
    private let isColoured = isatty(STDOUT_FILENO) != 0

    /// - Parameters:
    ///   - greeting: the first thing the agent says.
    ///   - hearsRecord: whether ``agentSaid(_:)`` is called for each of the agent's turns.
    init(greeting: String = "…", hearsRecord: Bool = false) {
        self.greeting = greeting
        self.hearsRecord = hearsRecord
    }

    func callDid(_ event: LineEvent) {
        guard let (who, what) = line(for: event.kind, at: event.at) else { return }
        Console.say(row(event.at, who, what))
    }

    /// Tells the agent's turn from the call's record: what was said outside the scenario, and where it was cut, which
    /// is also what the model was told.
    func agentSaid(_ turn: Turn) {
        let since = told.withLock { told in
            defer { told.unknownSince = nil }
            return told.unknownSince
        }
        if let since { Console.say(row(since, .agent, quoted(turn.text))) }
        guard let cut = turn.cutMilliseconds else { return }
        Console.say(row(nil, .none, "cut after \(seconds(cut)); written down as heard: \(quoted(turn.heard))"))
    }

    /// Tells the caller's turn from the call's record: what the model understood.
    func callerSaid(_ turn: Turn) {
        Console.say(row(nil, .none, "written down: \(quoted(turn.text))"))
    }

    private enum Who: String {
        case caller, agent, line, human
        case none = ""
    }

    private func line(for event: LineEvent.Kind, at time: Duration) -> (Who, String)? {
        switch event {
        case .twiml(_, let path, let took): (.line, "\(path) answered in \(milliseconds(took))")
        case .firstAudio: (.agent, "first audio")
        case .callerStarted(let text, let isInterrupting):
            (.caller, (isInterrupting ? "interrupts: " : "") + quoted(text))
        case .agentStarted(let text): words(ofAgent: text, at: time).map { (.agent, quoted($0)) }
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
        case .dialling(let leg): (.line, "calls \(leg.number), showing \(leg.callerID); the caller hears it ring")
        case .whispered(let text, let leg): (.human, "\(leg.number) answers and hears: \(quoted(text))")
        case .calleePressed(let key, _): (.human, "presses \(key)")
        case .dialled(let dial): (.line, words(for: dial))
        case .moved(let update): (.line, "Twilio was asked over REST to move the call: \(words(for: update))")
        case .discarded(_, let path): (.line, "\(path) asked, too, and its answer discarded")
        case .streamClosed(let byServer): (.line, byServer ? "the server closes the stream" : "the stream closes")
        case .ended(let ending): (.line, "\(ending)")
        case .streamOpened, .callerStopped, .agentStopped, .mark, .expectation: nil
        }
    }

    /// The words that the agent has begun to say; nil if the record will tell them.
    private func words(ofAgent text: String?, at time: Duration) -> String? {
        told.withLock { told in
            guard told.hasGreeted else {
                told.hasGreeted = true
                return text ?? greeting
            }
            // After one line of the caller's the agent may speak twice; the scenario has one line for it.
            if let text, !text.isEmpty, text != told.line {
                told.line = text
                return text
            }
            guard hearsRecord else { return "…" }
            told.unknownSince = time
            return nil
        }
    }

    private func words(for dial: DialRecord) -> String {
        if dial.isBridged {
            return "\(dial.leg.number) takes the call: the caller is put through, and they talk"
        }
        let why = dial.status == "completed" ? "answered, but did not take the call" : dial.status
        return "\(dial.leg.number): \(why); the caller is not put through"
    }

    private func words(for update: CallUpdate) -> String {
        switch update {
        case .document(let text):
            text.contains("<Dial") ? "a person is called" : text
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
        case .human: return "\u{1B}[35m\(text)\u{1B}[0m"
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
