import CoraBusiness
import CoraStore
import CoraWire
import NIOCore
import Testing

struct SummaryReplyTests {
    private static let good: [String: JSON] = [
        "summary": "Ann wants a house.", "outcome": "showing_booked", "properties_mentioned": ["120 Oak St"],
        "next_actions": ["Confirm."], "lead_quality": 80,
    ]

    private static func read(_ response: JSON) throws(SummaryReplyError) -> CallSummary {
        try SummaryReply.summary(from: ByteBuffer(string: response.text), askedOf: "asked")
    }

    private static func response(_ text: String, status: JSON = "completed") -> JSON {
        let content: JSON = ["type": "output_text", "text": .string(text), "annotations": []]
        return [
            "object": "response", "status": status, "model": "gpt-4.1-mini-2025-04-14",
            "output": [["type": "reasoning", "summary": []], ["type": "message", "content": [content]]],
        ]
    }

    private static func read(changing name: String, to value: JSON?) throws(SummaryReplyError) -> CallSummary {
        var members = good
        members[name] = value
        return try read(response(JSON.object(members).text))
    }

    @Test func `a summary that fits the schema is taken whole, and marked as the model's`() throws {
        let summary = try Self.read(Self.response(JSON.object(Self.good).text))
        #expect(summary.leadQuality == 80)
        #expect(summary.nextActions == ["Confirm."])
        #expect(summary.properties == ["120 Oak St"])
        #expect(summary.outcome == "showing_booked")
        #expect(summary.source == .model)
        #expect(summary.model == "gpt-4.1-mini-2025-04-14")
        let json = try JSON.parse(summary.json)
        #expect(json["summary"]?.string == "Ann wants a house.")
        #expect(json["source"]?.string == "model")
    }

    @Test(
        arguments: [
            ("lead_quality", 101), ("lead_quality", -1), ("lead_quality", 50.5), ("lead_quality", "80"),
            ("lead_quality", nil), ("summary", ""), ("summary", nil), ("summary", 7), ("outcome", "sold"),
            ("outcome", .null), ("next_actions", "call"), ("next_actions", [1]), ("properties_mentioned", nil),
            ("properties_mentioned", .array(Array(repeating: "x", count: 21))),
            ("next_actions", [.string(String(repeating: "x", count: 501))]), ("extra", true),
            ("summary", .string(String(repeating: "x", count: 4_001))),
        ] as [(String, JSON?)])
    func `whatever does not fit the schema is refused`(name: String, value: JSON?) {
        #expect(throws: SummaryReplyError.self) { try Self.read(changing: name, to: value) }
    }

    @Test(arguments: [0, 100])
    func `the ends of the scale are on it`(quality: Int) throws {
        #expect(try Self.read(changing: "lead_quality", to: .int(quality)).leadQuality == quality)
    }

    @Test func `an answer that is no finished response says why`() {
        func error(_ body: String) -> SummaryReplyError? {
            do {
                _ = try SummaryReply.summary(from: ByteBuffer(string: body), askedOf: "m")
                return nil
            } catch { return error }
        }
        #expect(error("{") == .notJSON("the text ends inside a value"))
        #expect(error("{}") == .notAResponse)
        #expect(error(#"{"object":"response","status":"completed","output":[]}"#) == .empty)
        #expect(
            error(#"{"object":"response","status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}"#)
                == .notCompleted("incomplete: max_output_tokens"))
        #expect(
            error(#"{"object":"response","output":[{"type":"message","content":[{"type":"refusal","refusal":"No"}]}]}"#)
                == .refused)
        #expect(error(Self.response("Sure! Here it is").text)?.description.contains("schema") == true)
    }
}
