package import CoraSupervisor

/// All that `cora top` shows: what the instance said, and where the person is. Keys and news go in; lines and orders come out.
package struct TopState: Sendable, Equatable {
    /// What the whole screen is about.
    package enum Screen: Sendable, Equatable {
        /// The calls.
        case calls
        /// What is wrong, in full.
        case problems
        /// One call.
        case call(sid: String)
        /// The keys.
        case help
    }

    /// What is to be done outside.
    package enum Order: Sendable, Equatable {
        case quit
        /// Another instance.
        case next
        /// The call that is now looked at: its timeline is wanted at once.
        case look
        case hangUp(sid: String)
        case drain, undrain
    }

    /// A question that waits for its answer.
    enum Question: Sendable, Equatable {
        case hangUp(sid: String, words: String)
        case drain(calls: Int)
        case undrain
    }

    /// The instance's address.
    package var address: String
    /// How many instances there are to go through.
    package var instances = 1
    /// Columns and rows of the screen.
    package var columns = 80
    /// See `columns`.
    package var rows = 24
    /// The newest figures.
    package var stats: FleetStats?
    /// The calls.
    package private(set) var calls: [CallStats] = []
    /// The call that is looked at.
    package var timeline: CallTimelineStats?
    /// Why there are no news, in words; nil while there are.
    package var trouble: String?
    /// How old the figures are.
    package var age: Duration = .zero
    /// Said at the foot until the next key: what became of an order.
    package var remark: String?

    package private(set) var screen = Screen.calls
    package private(set) var filter = ""
    package private(set) var isTyping = false
    package private(set) var sort = CallColumn.slowest
    package private(set) var isDescending = true
    package private(set) var chosen: String?
    /// The first row in sight.
    package private(set) var offset = 0
    private(set) var question: Question?

    package init(address: String) {
        self.address = address
    }

    /// The calls that the filter lets through, sorted.
    package private(set) var shown: [CallStats] = []

    /// News of the calls.
    package mutating func show(_ calls: [CallStats]) {
        self.calls = calls
        arrange()
    }

    /// The sid of the call that is looked at.
    package var lookedAt: String? {
        guard case .call(let sid) = screen else { return nil }
        return sid
    }

    private mutating func arrange() {
        let words = filter.lowercased().split(separator: " ")
        shown = calls.filter { call in
            words.isEmpty
                || words.allSatisfy { word in
                    "\(call.caller) \(call.tenant) \(call.callSid) \(call.why) \(call.state) \(call.model)".lowercased()
                        .contains(word)
                }
        }
        let (sort, isDescending) = (sort, isDescending)
        shown.sort { sort.isBefore($0, $1, descending: isDescending) }
        keepInSight()
    }

    /// Rows for calls on the screen.
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

    /// How far a text is scrolled.
    package private(set) var scroll = 0

    private mutating func go(to screen: Screen) {
        self.screen = screen
        scroll = 0
        timeline = nil
    }

    // MARK: Keys

    /// A key; what is to be done, if anything is.
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
