import CoraTenant
import Testing

@testable import CoraArguments

struct ToolArgumentsTests {
    private let context = AustinCall.context()

    private func error<Arguments: ToolArguments>(_: Arguments.Type, _ text: String) -> ToolError? {
        do {
            _ = try Arguments.read(text).request(in: context)
            return nil
        } catch {
            return error as? ToolError
        }
    }

    @Test func `a showing is read as a request`() throws {
        let text = #"""
            {"propertyId":" ATX-1 ","datetimeISO":"November 25, 2026 at 2:30 PM",
            "contact":{"name":"my name is Ana","phone":"(512) 555-0142","email":"Ana at example dot com"}}
            """#
        let request = try ShowingArguments.read(text).request(in: context)
        #expect(request.property == "ATX-1")
        #expect(context.clock.local(request.starts) == "2026-11-25T14:30")
        #expect(request.ends == request.starts + 1800)
        #expect(request.name == "Ana")
        #expect(request.phone.e164 == "+15125550142")
        #expect(request.email == "ana@example.com")
        #expect(!request.isConfirmed)
        try ShowingArguments.check(request.starts, context)
    }

    @Test func `a search says how its prices were understood`() throws {
        let request = try SearchArguments.read(#"{"city":"Austin","maxPrice":500}"#).request(in: context)
        #expect(request.place == "Austin")
        #expect(request.maxPrice == 500_000)
        #expect(request.understood == ["maxPrice as $500,000"])
    }

    @Test func `a callback on a day is due when the business opens`() throws {
        let text = #"{"phone":"+15125550142","reason":"financing","notes":"n/a","dueISO":"2026-11-25"}"#
        let request = try CallbackArguments.read(text).request(in: context)
        #expect(request.notes == nil)
        let moment = try CallbackArguments.moment(try #require(request.due), context)
        #expect(context.clock.local(moment) == "2026-11-25T09:00")
    }

    @Test func `what is refused is said in words that have an end`() throws {
        let marks = "a" + String(repeating: "\u{301}", count: 6_000)
        let key = error(TransferArguments.self, #"{"queue":"primary_agent","urgency":"urgent","\#(marks)":1}"#)
        #expect(try #require(key).message.utf8.count < 1_000)
        let value = error(TransferArguments.self, #"{"queue":"\#(marks.prefix(1))","urgency":"urgent"}"#)
        #expect(try #require(value).message.utf8.count < 1_000)
        #expect(
            error(LeadArguments.self, #"{"intent":"buy","budget":2e11,"financingStatus":"unknown"}"#)?.code
                == .invalidArguments)
    }
}
