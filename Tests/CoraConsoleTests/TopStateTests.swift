import CoraConsole
import CoraSupervisor
import Testing

struct TopStateTests {
    private static func call(_ index: Int, tenant: String = "maple", why: String = "agent speaks") -> CallStats {
        var call = CallStats(
            callSid: "CA\(1000 + index)", callId: "c", tenant: tenant, caller: "+1415555\(1000 + index)")
        call.state = "live"
        call.why = why
        call.durationMs = Int64(index) * 1000
        call.slowestTurnMs = index.isMultiple(of: 2) ? Double(index * 10) : nil
        call.modelSocket = "open"
        return call
    }

    private static func state(_ count: Int = 40, columns: Int = 80, rows: Int = 24) -> TopState {
        var state = TopState(address: "http://127.0.0.1:3000")
        (state.columns, state.rows) = (columns, rows)
        var stats = FleetStats(at: 500_000, instance: .init(name: "voice-2", build: "abc"))
        stats.calls.live = count
        stats.calls.limit = 1000
        state.stats = stats
        state.show((0..<count).map { call($0) })
        return state
    }

    private static func text(_ state: TopState) -> String { state.lines().map(\.text).joined(separator: "\n") }

    @Test(arguments: [(80, 24), (160, 50), (40, 10), (20, 4)])
    func `a screen is exactly as big as the terminal`(columns: Int, rows: Int) {
        var state = Self.state(300, columns: columns, rows: rows)
        for key: Key in [
            .end, .home, .pageDown, .character("p"), .character("h"), .escape, .enter, .escape, .character("d"),
        ] {
            _ = state.press(key)
            let lines = state.lines()
            #expect(lines.count == rows)
            for line in lines {
                let shown = Line(line.rendered(columns, coloured: false))
                #expect(shown.width <= columns)
            }
        }
    }

    @Test func `keys sort the calls, and turn their order round`() {
        var state = Self.state(5)
        // The slowest first; what is not known last, either way.
        #expect(state.shown.map(\.callSid) == ["CA1004", "CA1002", "CA1000", "CA1001", "CA1003"])
        _ = state.press(.character("w"))
        #expect(state.shown.map(\.callSid) == ["CA1000", "CA1002", "CA1004", "CA1001", "CA1003"])
        _ = state.press(.character("l"))
        #expect(state.shown.first?.callSid == "CA1004")
        #expect(state.lines().contains { $0.text.contains("LENGTH▾") })
        _ = state.press(.character("r"))
        #expect(state.shown.first?.callSid == "CA1000")
        _ = state.press(.function(6))
        #expect(state.sort != .length)
    }

    @Test func `calls are filtered as the filter is typed`() {
        var state = Self.state(40)
        _ = state.press(.character("/"))
        for character in "1039" { _ = state.press(.character(character)) }
        #expect(state.shown.map(\.callSid) == ["CA1039"])
        #expect(state.lines().last?.text.hasPrefix("Filter: 1039") == true)
        _ = state.press(.enter)
        // Letters are commands again.
        #expect(state.press(.character("q")) == .quit)
        _ = state.press(.escape)
        #expect(state.shown.count == 40)
    }

    @Test func `the chosen row stays in sight`() {
        var state = Self.state(300)
        for _ in 0..<70 { _ = state.press(.down) }
        let chosen = state.chosen
        #expect(state.lines().contains { $0.isChosen })
        // It goes with its call when the order changes.
        _ = state.press(.character("l"))
        #expect(state.chosen == chosen)
        #expect(state.lines().contains { $0.isChosen })
        state.show([Self.call(1)])
        #expect(state.offset == 0)
    }

    @Test func `hanging up is asked for`() {
        var state = Self.state()
        #expect(state.press(.character("k")) == nil)
        #expect(Self.text(state).contains("Choose a call first."))
        _ = state.press(.down)
        let sid = state.chosen ?? ""
        #expect(state.press(.character("k")) == nil)
        #expect(Self.text(state).contains("[y/N]"))
        #expect(state.press(.character("n")) == nil)
        #expect(Self.text(state).contains("Nothing was done."))
        _ = state.press(.character("k"))
        #expect(state.press(.character("y")) == .hangUp(sid: sid))
    }

    @Test func `draining is asked for and undone`() {
        var state = Self.state()
        _ = state.press(.character("d"))
        #expect(state.press(.enter) == nil)
        _ = state.press(.character("d"))
        #expect(state.press(.character("y")) == .drain)
        state.stats?.instance.state = .draining
        _ = state.press(.character("d"))
        #expect(state.press(.character("y")) == .undrain)
        #expect(state.press(.interrupt) == .quit)
    }

    @Test func `problems are told in words`() {
        var state = Self.state()
        state.stats?.problems = (1...5).map {
            var problem = Problem(.databaseDown, .critical, "Thing \($0) is broken.", since: 440_000)
            problem.runbook = "thing_\($0)"
            return problem
        }
        #expect(Self.text(state).contains("! Thing 1 is broken.  1 min"))
        #expect(Self.text(state).contains("and 2 more: p"))
        _ = state.press(.character("p"))
        #expect(Self.text(state).contains("What to do: Config/runbook.md#thing_1"))
        state.stats?.problems = []
        #expect(Self.text(state).contains("Nothing is wrong."))
    }

    @Test func `words of callers do not steer the terminal`() {
        var state = Self.state(0)
        state.show([Self.call(1, tenant: "a\u{1B}[2J\u{202E}b", why: "says\u{7}\r\n\u{9B}31m日本語")])
        let rendered = state.lines().map { $0.rendered(80, coloured: false) }.joined()
        #expect(
            rendered.unicodeScalars.allSatisfy {
                $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) && $0.value != 0x202E
            })
        #expect(rendered.contains("日"))
    }

    @Test func `a call has its timeline`() {
        var state = Self.state()
        _ = state.press(.down)
        #expect(state.press(.enter) == .look)
        var timeline = CallTimelineStats(call: Self.call(30))
        var turn = CallTimelineStats.Turn(number: 1, callerStoppedMs: 9000, modelHeardMs: 9500)
        (turn.firstDeltaMs, turn.firstFrameMs, turn.heardMs) = (10_500, 10_510, 10_700)
        (turn.latencyMs, turn.cause) = (1700, "tool")
        timeline.turns = [turn]
        timeline.tools = [.init(name: "search_properties", beganMs: 9700, tookMs: 700, succeeded: false)]
        timeline.events = [.init(atMs: 3, what: "stream started")]
        state.timeline = timeline
        let text = Self.text(state)
        for words in ["1.70 s", "tool", "FAILED in 700 ms", "stream started", "░", "▒", "▓", "─"] {
            #expect(text.contains(words))
        }
        _ = state.press(.escape)
        #expect(state.screen == .calls && state.timeline == nil)
    }

    @Test func `web sessions are told from telephones, with what their pages measured`() {
        var session = Self.call(2)
        (session.caller, session.channel, session.media) = ("web", "web", "webrtc")
        var page = CallStats.Page()
        page.words = "webrtc, first audio 412 ms, 2 gaps (140 ms)"
        session.page = page
        var state = Self.state(0, columns: 160)
        state.stats?.calls.byChannel = ["telephone": 1, "web": 1]
        state.show([session, Self.call(1)])
        let text = Self.text(state)
        for words in ["CHANNEL", "webrtc", "1 by web"] { #expect(text.contains(words), "\(words)") }
        _ = state.press(.character("/"))
        for character in "webrtc" { _ = state.press(.character(character)) }
        #expect(state.shown.map(\.callSid) == [session.callSid])
        _ = state.press(.enter)
        _ = state.press(.enter)
        state.timeline = CallTimelineStats(call: session)
        #expect(Self.text(state).contains("Page     webrtc, first audio 412 ms, 2 gaps (140 ms)"))
        state.timeline = CallTimelineStats(call: Self.call(1))
        #expect(!Self.text(state).contains("Page  "))
    }

    @Test func `a screen without news says so`() {
        var state = TopState(address: "http://127.0.0.1:1")
        state.trouble = "http://127.0.0.1:1 cannot be reached (connection refused)"
        #expect(Self.text(state).contains("No news: http://127.0.0.1:1 cannot be reached"))
        state = Self.state()
        state.trouble = "no answer"
        state.age = .seconds(12)
        #expect(Self.text(state).contains("What you see is 12 s old."))
    }

    @Test func `shown once, it is all of it`() {
        let lines = Self.state(300).snapshot()
        #expect(lines.count { $0.text.contains("+1415555") || $0.text.contains("agent speaks") } == 300)
    }
}
