import CoraConsole
import CoraPostgres
import CoraStore
import CoraTenant
import CoraWire
import Foundation
import Testing

struct CallRenderingTests {
    static let start = PostgresTimestamp(microseconds: 1_795_452_748_000_000)
    static let now = at(86_400)
    static let style = TerminalStyle(width: 100, timeZone: TimeZone(secondsFromGMT: 0) ?? .current)

    static func at(_ seconds: Double) -> PostgresTimestamp {
        PostgresTimestamp(microseconds: start.microseconds + Int64(seconds * 1_000_000))
    }

    static let listing = CallListing(
        callSID: "CA3f9c1b20d4e5f60718293a4b5c6d7e8f", tenant: "ray-richards", callerNumber: "+14155550199",
        callerName: "DANA WHITFIELD", dialledNumber: "+14155550100", startedAt: start, endedAt: at(222.5),
        outcome: "showing_booked", turns: 9, cost: 0.183214,
        summary: "Dana wants three bedrooms in Austin under $500k and will see 123 Main Street tomorrow at two.")

    static func other(_ sid: String, _ change: (inout CallListing) -> Void = { _ in }) -> CallListing {
        var call = listing
        call.callSID = sid
        change(&call)
        return call
    }

    static let call: StoredCall = {
        var call = StoredCall(
            listing: listing,
            turns: [
                StoredTurn(
                    time: at(3), role: "assistant",
                    text: "Hi, you've reached Ray Richards. I'm CORA, their AI assistant. How can I help today?",
                    sequence: 1),
                StoredTurn(
                    time: at(8), role: "user", text: "Show me 3-bedroom homes under $500k in Austin.", sequence: 2),
                StoredTurn(time: at(9), role: "tool", text: "{}", sequence: 3, toolCallID: "call_1"),
                StoredTurn(
                    time: at(17), role: "assistant",
                    text: "I found two homes. The first is 123 Main Street at four hundred and eighty-nine thousand.",
                    heard: "I found two homes. The first is 123 Main", cutMilliseconds: 3200, sequence: 4),
                StoredTurn(time: at(18), role: "user", text: "That one! Tomorrow at two?", sequence: 5),
                StoredTurn(
                    time: at(30), role: "assistant", text: "Booked.", heard: "", cutMilliseconds: 140, sequence: 7),
            ],
            tools: [
                StoredToolCall(
                    time: at(9), name: "search_properties",
                    arguments: #"{"city": "Austin", "beds": 3, "maxPrice": 500000}"#,
                    result: """
                        {"ok": true, "data": {"count": 2, "properties": [
                        {"id": "ATX-1001", "address": "123 Main Street", "price": 489000, "beds": 3, "baths": 2,
                         "features": ["fenced yard", "garage", "updated kitchen"]},
                        {"id": "ATX-1002", "address": "123 Maple Avenue", "price": 459000, "beds": 3, "baths": 2,
                         "features": ["large trees"]}]}}
                        """, milliseconds: 42, isSuccess: true, sequence: 3, toolCallID: "call_1"),
                StoredToolCall(
                    time: at(22), name: "book_showing",
                    arguments: """
                        {"propertyId": "ATX-1001", "datetimeISO": "2026-11-24T14:00:00-06:00",
                         "contact": {"name": "Dana Whitfield", "phone": "+14155550199"}}
                        """,
                    result: #"{"ok": false, "error": {"code": "slot_taken", "message": "That time is taken."}}"#,
                    milliseconds: 1250, isSuccess: false, sequence: 6, toolCallID: "call_2"),
            ])
        call.agentName = "Ray Richards"
        (call.model, call.voice, call.transcriptionModel) = ("gpt-realtime", "verse", "gpt-4o-transcribe")
        (call.termination, call.terminationResult) = ("caller_hung_up", "completed")
        call.terminationDetail = "caller_hung_up"
        (call.bargeIns, call.streams) = (2, 2)
        (call.usage.audioIn, call.usage.cachedAudioIn, call.usage.audioOut) = (5210, 4100, 1820)
        (call.usage.textIn, call.usage.cachedTextIn, call.usage.textOut) = (9804, 8000, 412)
        (call.usage.responses, call.usage.transcriptionCost) = (9, 0.0041)
        call.summary = StoredSummary(
            text: listing.summary ?? "", leadQuality: 82,
            nextActions: ["Confirm another time with Dana", "Send the disclosure packet"],
            properties: ["ATX-1001", "ATX-1002"], source: "model", model: "gpt-realtime")
        return call
    }()
}

extension CallRenderingTests {
    private static let others = [
        listing,
        other("CA77aa55bb") { call in
            (call.endedAt, call.outcome, call.cost, call.summary, call.callerName) = (nil, nil, nil, nil, nil)
            (call.tenant, call.startedAt, call.turns) = ("sarah-chen", at(86_400 - 65), 4)
        },
        other("CA889912345") { call in
            (call.startedAt, call.endedAt, call.outcome) = (at(-63_072_000), nil, nil)
        },
        other("CA88dd12345") { call in
            (call.startedAt, call.endedAt, call.cost) = (at(-9000), at(-4000), 0.0123)
            call.outcome = "callback_requested"
        },
    ]

    @Test func `a list is a table within the terminal's width; the id's part that it shows tells the calls apart`() {
        let text = CallTable.render(Self.others, now: Self.now, style: Self.style)
        let expected = """
            WHEN          TENANT      CALLER             TIME  OUTCOME         TURNS    COST  CALL    SUMMARY
            Nov 23 16:52  ray-richa…  DANA WHITFIELD     3:42  showing booked      9   $0.18  3f9c1b  Dana want…
            Nov 24 16:51  sarah-chen  +14155550199       1:05  on the line         4       –  77aa55
            Nov 23  2024  ray-richa…  DANA WHITFIELD        –  end not known       9   $0.18  889912  Dana want…
            Nov 23 14:22  ray-richa…  DANA WHITFIELD  1:23:20  callback requ…      9  $0.012  88dd12  Dana want…

            """
        #expect(text == expected)
        let wide = CallTable.render(Self.others, now: Self.now, style: TerminalStyle(width: 200))
        #expect(wide.contains("tomorrow at two."))
        #expect(CallTable.render([], now: Self.now) == "No calls.\n")
    }

    @Test func `calls of one tenant name it once, and have more room`() {
        let text = CallTable.render([Self.listing], now: Self.now, style: Self.style)
        let expected = """
            Calls of ray-richards
            WHEN          CALLER          TIME  OUTCOME         TURNS   COST  CALL    SUMMARY
            Nov 23 16:52  DANA WHITFIELD  3:42  showing booked      9  $0.18  3f9c1b  Dana wants three bedrooms…

            """
        #expect(text == expected)
    }

    @Test func `a call is read from top to bottom: head, every word with its time, cuts, tools, summary`() {
        let lines = CallReport.render(Self.call, now: Self.now, style: Self.style).split(separator: "\n").map(
            String.init)
        let wanted = [
            "Call CA3f9c1b20d4e5f60718293a4b5c6d7e8f", "  Caller   DANA WHITFIELD, +14155550199",
            "  Tenant   Ray Richards (ray-richards), at +14155550100",
            "  When     Mon, Nov 23 2026, 16:52:28 – 16:56:10 UTC (3:42)",
            "  Outcome  showing booked; caller hung up", "  Cost     $0.1832, $0.0041 of it transcription",
            "           audio tokens: 5,210 in (4,100 from the cache), 1,820 out",
            "     0:08  Caller  Show me 3-bedroom homes under $500k in Austin.",
            "     0:09  Tool    search_properties(beds: 3, city: “Austin”, maxPrice: 500000)",
            "                   → ok after 42 ms", "                     count: 2",
            "     0:17  Agent   I found two homes. The first is 123 Main Street at four hundred and eighty-nine",
            "                   thousand.",
            "                   ✂ cut after 3.2 s; heard: “I found two homes. The first is 123 Main”",
            "     0:22  Tool    book_showing", "                   → failed after 1.25 s",
            "                     code: “slot_taken”, message: “That time is taken.”", "     0:30  Agent   Booked.",
            "                   ✂ cut after 140 ms; nothing was heard", "  Lead     82 of 100",
            "  Next     • Confirm another time with Dana", "           • Send the disclosure packet",
            "  Homes    ATX-1001, ATX-1002", "  Written  by gpt-realtime",
        ]
        // Each is there, in this order.
        var rest = lines[...]
        for line in wanted {
            #expect(rest.contains(line), "\(line)")
            rest = rest.drop { $0 != line }.dropFirst()
        }
        #expect(lines.allSatisfy { $0.count <= 100 })
        #expect(lines.filter { $0.contains("Tool ") }.count == 2)
    }

    @Test func `a call that goes on says so; one without words and summary too`() {
        var call = StoredCall(listing: Self.listing)
        call.listing.endedAt = nil
        let live = CallReport.render(call, now: Self.at(65), style: Self.style)
        #expect(live.contains("on the line for 1:05"))
        #expect(live.contains("Nothing was said."))
        #expect(!live.contains("Summary"))
        call.listing.endedAt = Self.at(10)
        #expect(CallReport.render(call, now: Self.now, style: Self.style).contains("Not written yet."))
        call.summary = StoredSummary(text: "x", source: "record")
        #expect(CallReport.render(call, now: Self.now).contains("by CORA from the record, without a model"))
    }

    @Test func `a caller's words cannot steer the terminal, and wide ones keep the columns`() {
        let words = "\u{1B}[2J\u{9B}31m\u{202E}evil\n\r\0 " + String(repeating: "家", count: 60)
        var call = Self.call
        call.turns = [StoredTurn(time: Self.at(1), role: "user", text: words, heard: words, cutMilliseconds: 1)]
        call.tools = [
            StoredToolCall(
                time: Self.at(2), name: words, arguments: words, result: "{\"ok\":true,\"\u{202E}\":\"\\u001b[2J\"}",
                milliseconds: 1, isSuccess: true)
        ]
        call.listing.callerName = words
        call.listing.summary = words
        let texts = [
            CallReport.render(call, now: Self.now, style: Self.style),
            CallTable.render([call.listing], now: Self.now, style: Self.style),
        ]
        for text in texts {
            let marks: Set<Unicode.Scalar> = ["\u{1B}", "\u{9B}", "\u{202E}", "\r", "\0"]
            #expect(!text.unicodeScalars.contains { marks.contains($0) })
            #expect(text.split(separator: "\n").allSatisfy { line in line.count + line.count { $0 == "家" } <= 100 })
        }
    }

    @Test func `colours are there when asked for and change no column`() {
        let style = TerminalStyle(width: 100, isColoured: true, timeZone: Self.style.timeZone)
        let coloured = CallTable.render(Self.others, now: Self.now, style: style)
        #expect(coloured.contains("\u{1B}[32mon the line"))
        let plain = coloured.replacing(/\u{1B}\[[0-9]+m/, with: "")
        #expect(plain == CallTable.render(Self.others, now: Self.now, style: Self.style))
    }

    @Test func `programs get every key, with null where nothing is known`() {
        let list = CallJSON.list(Self.others)
        #expect(list[0]?["started_at"]?.string == "2026-11-23T16:52:28.000000Z")
        #expect(list[0]?["duration_ms"]?.int == 222_500)
        #expect(list[0]?["channel"]?.string == "telephone")
        #expect(list[1]?["ended_at"] == .null && list[1]?["cost_usd"] == .null)
        #expect(list.array?.allSatisfy { $0.object?.count == 13 } == true)
        let call = CallJSON.call(Self.call)
        #expect(call["turns"]?[3]?["heard"]?.string == "I found two homes. The first is 123 Main")
        #expect(call["turns"]?[3]?["cut_ms"]?.int == 3200)
        #expect(call["tools"]?[0]?["arguments"]?["maxPrice"]?.int == 500_000)
        #expect(call["tools"]?[1]?["result"]?["error"]?["code"]?.string == "slot_taken")
        #expect(call["summary"]?["lead_quality"]?.int == 82)
        #expect(call["usage"]?["audio_in_cached_tokens"]?.int == 4100)
        #expect(call["page"] == .null)
        #expect(CallJSON.call(StoredCall(listing: Self.listing)).object?.count == call.object?.count)
    }

    @Test func `what a web session's page measured is told to people in words, to programs by key`() {
        var call = Self.call
        var page = PageFigures()
        (page.media, page.firstAudio, page.turns) = (.webrtc, .milliseconds(412), [.milliseconds(640)])
        (page.lost, page.received) = (12, 4_810)
        (call.page, call.listing.channel) = (page, .web)
        let report = CallReport.render(call, now: Self.now, style: Self.style)
        #expect(report.contains("  Page     webrtc, first audio 412 ms, answers 640 ms, 0.2 % lost\n"))
        #expect(!CallReport.render(Self.call, now: Self.now, style: Self.style).contains("  Page "))
        let json = CallJSON.call(call)
        #expect(json["channel"] == "web" && json["page"]?["media"] == "webrtc")
        #expect(json["page"]?["turn_ms"] == [640] && json["page"]?["barge_in_ms"] == [])
        #expect(json["page"]?["gaps"] == .null && json["page"]?["received"]?.int == 4810)
    }
}
