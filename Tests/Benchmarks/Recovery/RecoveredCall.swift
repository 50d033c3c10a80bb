import BenchProbes
import CoraCall
import CoraStandIn

/// One call whose model was lost: what the caller noticed, what CORA took down, and what the model's sessions heard and
/// said, held against each other.
struct RecoveredCall: Sendable {
    /// So long after a drop, audio that was on its way from the lost session may still arrive; no other session can speak
    /// so soon.
    private static let onItsWay: UInt64 = 100_000_000

    let story: RecoveryCaller.Story
    /// CORA's rows, in the order of the conversation.
    let turns: [Turn]
    /// The sessions' own records, in the order in which they were set up.
    let sessions: [StandInRecord]

    /// Whether the call went on to its last answer, in another session.
    var wentOn: Bool { story.isFinished && sessions.count > 1 }

    /// What became of it, in a line.
    var summary: String {
        "\(story.turnsAtDrop) turns before the drop, \(story.turnEnds.count) in all, \(sessions.count) sessions, "
            + (story.isFinished ? "last answer heard" : "last answer not heard")
    }

    /// How often the greeting was heard, or made, once too often.
    var greetingsRepeated: Int {
        let heard = story.greetingMilliseconds > RecoveryVoice.greetingMilliseconds * 3 / 2 ? 1 : 0
        let made = sessions.flatMap(\.responses).count { $0.said.contains(ServerUnderTest.greeting) }
        return max(heard, made)
    }

    /// Nanoseconds from the drop to the agent's voice; where nothing was owed, from the end of the caller's next turn.
    /// Nil if there was no such voice.
    var silence: Int64? {
        guard let drop = story.droppedAt else { return nil }
        let from = isOwedAtDrop ? drop : story.turnEnds.first { $0 > drop }
        guard let from, let voice = story.sounds.first(where: { $0.at > max(from, drop + Self.onItsWay) }) else {
            return nil
        }
        return Int64(voice.at) - Int64(from)
    }

    /// Whether the caller was owed an answer, or the rest of one, when the model was lost.
    private var isOwedAtDrop: Bool {
        guard story.wasListeningAtDrop, let lost = sessions.first else { return false }
        return lost.responses.count { $0.status == "completed" }
            < RecoveryScript.responses(afterTurns: story.turnsAtDrop)
    }

    // MARK: Row by row

    /// How many of the caller's turns and of the agent's are missing from the record, or in it too often.
    var turnsWrong: Int { callersWrong + agentsWrong }

    /// The caller's turns that the sessions heard. One without words that was the last of a lost session was said again
    /// to the next one.
    private var callerTurns: [String] {
        let spoken = sessions.map { $0.items.filter { $0.role == "user" && $0.audioMilliseconds > 0 } }
        var isAgain = spoken.joined().count > story.turnEnds.count
        return spoken.enumerated().flatMap { index, items in
            var items = items
            if isAgain, index + 1 < spoken.count, items.last?.text.isEmpty == true {
                items.removeLast()
                isAgain = false
            }
            return items.map { $0.text.isEmpty ? Transcript.unwritten : $0.text }
        }
    }

    private var callersWrong: Int {
        let rows = turns.filter { $0.role == .user }.map(\.text)
        // What the last session knows of the caller: what it was told, and what it heard.
        let known = sessions.last?.items.filter { $0.role == "user" }.map(\.text) ?? []
        return abs(callerTurns.count - story.turnEnds.count) + Self.differences(rows, callerTurns)
            + Self.differences(rows, known)
    }

    /// The agent's turns: the greeting, each whole response, and at most the beginning of one for each lost session.
    private var agentsWrong: Int {
        var rows = turns.filter { $0.role == .assistant }.map(\.text)
        let whole = sessions.flatMap(\.responses).filter { $0.status == "completed" && !$0.said.isEmpty }.map(\.said)
        var missing = 0
        for said in [ServerUnderTest.greeting] + whole {
            if let index = rows.firstIndex(of: said) { rows.remove(at: index) } else { missing += 1 }
        }
        let begun = rows.count { row in RecoveryScript.sentences.contains { $0.hasPrefix(row) } }
        return missing + rows.count - min(begun, sessions.count - 1 + cancelled)
    }

    /// How many responses the caller cut off.
    private var cancelled: Int { sessions.flatMap(\.responses).count { $0.status == "cancelled" } }

    private static func differences(_ left: [String], _ right: [String]) -> Int {
        zip(left, right).count { $0 != $1 } + abs(left.count - right.count)
    }
}
