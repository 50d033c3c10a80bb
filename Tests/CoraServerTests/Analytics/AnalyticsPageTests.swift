import CoraBusiness
import CoraCall
import CoraDoor
import CoraTenant
import Foundation
import Testing

@testable import CoraServer

struct AnalyticsPageTests {
    private static let script = String(decoding: AnalyticsPage.script.bytes, as: UTF8.self)
    private static let document = String(decoding: AnalyticsPage.document.bytes, as: UTF8.self)

    @Test func `the script takes nothing for markup, and needs nothing from elsewhere`() {
        let banned = [
            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "setTimeout(\"",
            "localStorage", "https://", "import(",
        ]
        for word in banned { #expect(!Self.script.contains(word), "\(word)") }
        // The one address is a name.
        #expect(Self.script.components(separatedBy: "http://").count == 2)
        #expect(Self.script.contains("http://www.w3.org/2000/svg"))
    }

    @Test func `no script, style or handler stands in the page itself, as its policy wants`() {
        for word in ["<style", " style=", " onclick", " onload", "javascript:", "<script>"] {
            #expect(!Self.document.contains(word), "\(word)")
        }
        #expect(!AnalyticsPage.policy.contains("unsafe"))
        #expect(AnalyticsPage.policy.hasPrefix("default-src 'none'"))
    }

    @Test func `every outcome has words, every table that a button asks for is there`() throws {
        for outcome in CallOutcome.allCases { #expect(Self.script.contains("\(outcome.rawValue):")) }
        for channel in CallChannel.allCases { #expect(Self.script.contains("\(channel.rawValue):")) }
        for table in ["calls", "days", "outcomes", "hours", "leads", "properties", "showings", "agents", "channels"] {
            #expect(AnalyticsTable.named(table) != nil)
            #expect(Self.script.contains("\"\(table)\""))
        }
    }
}
