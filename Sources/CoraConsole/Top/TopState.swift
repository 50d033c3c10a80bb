package import CoraSupervisor

/// All that `cora top` shows: the instance's figures, and where the person is. Keys and figures go in; lines and orders
/// come out.
package struct TopState: Sendable, Equatable {
    /// What the screen shows.
    package enum Screen: Sendable, Equatable {
        /// The table of calls.
        case calls
        /// All problems, in full.
        case problems
        /// The timeline of one call.
        case call(sid: String)
        /// The list of keys.
        case help
    }

    /// What the program must do for the person, outside this value.
    package enum Order: Sendable, Equatable {
        case quit
        /// Turn to the next instance.
        case next
        /// Ask at once for the timeline of the call that the person now looks at.
        case look
        case hangUp(sid: String)
        case drain, undrain
    }

    /// A question to the person that waits for an answer.
    enum Question: Sendable, Equatable {
        case hangUp(sid: String, words: String)
        case drain(calls: Int)
        case undrain
    }

    /// The instance's address.
    package var address: String
    /// How many instances the person can go through.
    package var instances = 1
    /// How many columns the screen has.
    package var columns = 80
    /// How many rows the screen has.
    package var rows = 24
    /// The newest stats; nil before the first.
    package var stats: FleetStats?
    /// The newest list of calls.
    package private(set) var calls: [CallStats] = []
    /// The timeline of the call that the person looks at.
    package var timeline: CallTimelineStats?
    /// Why there are no new figures, in words; nil while there are.
    package var trouble: String?
    /// How old the figures are.
    package var age: Duration = .zero
    /// What became of the last order; shown at the foot until the next key.
    package var remark: String?

    /// What the screen shows.
    package private(set) var screen = Screen.calls
    /// The words, as typed, that shown calls must match; empty to show all calls.
    package private(set) var filter = ""
    /// Whether the person is typing the filter.
    package private(set) var isTyping = false
    /// The column that the calls are sorted by.
    package private(set) var sort = CallColumn.slowest
    /// Whether the greatest value comes first.
    package private(set) var isDescending = true
    /// The sid of the call that the keys act on; nil for none.
    package private(set) var chosen: String?
    /// The first row of the table that is in sight.
    package private(set) var offset = 0
    private(set) var question: Question?

    package init(address: String) {
        self.address = address
    }

    /// The calls that the filter lets through, sorted.
    package private(set) var shown: [CallStats] = []

    /// Takes a new list of calls.
    package mutating func show(_ calls: [CallStats]) {
        self.calls = calls
        arrange()
    }

    /// The sid of the call that the person looks at.
    package var lookedAt: String? {
        guard case .call(let sid) = screen else { return nil }
        return sid
    }

    private mutating func arrange() {
        let words = filter.lowercased().split(separator: " ")
        shown = calls.filter { call in
            words.isEmpty
                || words.allSatisfy { word in
                    Self.searched(of: call).contains(word)
                }
        }
        let (sort, isDescending) = (sort, isDescending)
        shown.sort { sort.isBefore($0, $1, descending: isDescending) }
        keepInSight()
    }

    /// What the words of the filter are looked for in.
    private static func searched(of call: CallStats) -> String {
        [
            call.caller, call.tenant, call.callSid, call.why, call.state, call.model, call.channel ?? "",
            call.media ?? "",
        ].joined(separator: " ").lowercased()
    }

    /// How many rows of the screen are left for calls.
    var room: Int { max(1, rows - header().count - 2) }

    private var position: Int? { chosen.flatMap { sid in shown.firstIndex { $0.callSid == sid } } }

    private mutating func keepInSight() {
        if let position {
            if position < offset { offset = position }
            if position >= offset + room { offset = position - room + 1 }
        }
        offset = max(0, min(offset, shown.count - room))
    }

    private mutating func move(_ by: Int) {
        switch screen {
        case .calls:
            guard !shown.isEmpty else { return }
            let start = position ?? (by > 0 ? -1 : shown.count)
            chosen = shown[max(0, min(shown.count - 1, start + by))].callSid
            keepInSight()
        case .call, .problems, .help: scroll = max(0, scroll + by)
        }
    }

    /// How many lines a long text is scrolled down.
    package private(set) var scroll = 0

    private mutating func go(to screen: Screen) {
        self.screen = screen
        scroll = 0
        timeline = nil
    }

    // MARK: Keys

    /// Takes a key.
    /// - Returns: what the program must do; nil for nothing.
    package mutating func press(_ key: Key) -> Order? {
        remark = nil
        if key == .interrupt { return .quit }
        if let question { return answer(key, question) }
        if isTyping { return type(key) }
        switch key {
        case .up: move(-1)
        case .down: move(1)
        case .pageUp: move(-room)
        case .pageDown: move(room)
        case .home: move(-1_000_000)
        case .end: move(1_000_000)
        case .enter: return open()
        case .escape, .backspace, .left: back()
        case .tab: return instances > 1 ? .next : nil
        case .function(6), .right: sort(by: .after)
        case .function(1): go(to: .help)
        case .function(4): isTyping = true
        case .function(10): return .quit
        case .function, .interrupt: break
        case .character(let character): return command(character)
        }
        return nil
    }

    private mutating func command(_ character: Character) -> Order? {
        switch character {
        case "q": return screen == .calls ? .quit : leave()
        case "/":
            go(to: .calls)
            isTyping = true
        case ">", ".": sort(by: .after)
        case "<", ",": sort(by: .before)
        case "r", "I": turn()
        case "j": move(1)
        case "k": ask()
        case "p": go(to: screen == .problems ? .calls : .problems)
        case "h", "?": go(to: screen == .help ? .calls : .help)
        case "d":
            if stats?.instance.state == .draining {
                question = .undrain
            } else {
                question = .drain(calls: stats?.calls.live ?? 0)
            }
        default: if let column = CallColumn.allCases.first(where: { $0.key == character }) { sort(to: column) }
        }
        return nil
    }

    private mutating func leave() -> Order? {
        back()
        return nil
    }

    private mutating func back() {
        if screen != .calls { return go(to: .calls) }
        if !filter.isEmpty {
            filter = ""
            arrange()
        }
    }

    private mutating func open() -> Order? {
        guard screen == .calls, let sid = chosen ?? shown.first?.callSid else { return nil }
        chosen = sid
        go(to: .call(sid: sid))
        return .look
    }

    private mutating func type(_ key: Key) -> Order? {
        switch key {
        case .character(let character): if filter.count < 60 { filter.append(character) }
        case .backspace: if filter.isEmpty { isTyping = false } else { filter.removeLast() }
        case .escape:
            filter = ""
            isTyping = false
        case .enter: isTyping = false
        case .up: move(-1)
        case .down: move(1)
        case .left, .right, .pageUp, .pageDown, .home, .end, .tab, .function, .interrupt: break
        }
        arrange()
        return nil
    }

    // MARK: Sorting

    private enum Way {
        case before, after
    }

    private mutating func sort(by way: Way) {
        let all = CallColumn.allCases.filter { columns >= $0.from }
        let at = all.firstIndex(of: sort) ?? 0
        sort(to: all[(at + (way == .after ? 1 : all.count - 1)) % all.count])
    }

    private mutating func sort(to column: CallColumn) {
        isDescending = column == sort ? !isDescending : column.isFigure
        sort = column
        arrange()
    }

    private mutating func turn() {
        isDescending.toggle()
        arrange()
    }

    // MARK: Questions

    private mutating func ask() {
        guard let sid = lookedAt ?? chosen, let call = calls.first(where: { $0.callSid == sid }) ?? timeline?.call
        else {
            remark = "Choose a call first."
            return
        }
        question = .hangUp(sid: sid, words: "\(call.caller) of \(call.tenant)")
    }

    private mutating func answer(_ key: Key, _ question: Question) -> Order? {
        self.question = nil
        guard key == .character("y") || key == .character("Y") else {
            remark = "Nothing was done."
            return nil
        }
        switch question {
        case .hangUp(let sid, _): return .hangUp(sid: sid)
        case .drain: return .drain
        case .undrain: return .undrain
        }
    }
}
