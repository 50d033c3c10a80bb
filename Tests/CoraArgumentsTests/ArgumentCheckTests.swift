import CoraCall
import CoraTenant
import CoraWire
import Testing

@testable import CoraArguments

struct ArgumentCheckTests {
    private static let tool = ToolDescription(
        name: "try_it", description: "",
        parameters: .object([
            .init("word", .string()), .init("choice", .string(allowed: ["a", "b"])),
            .init("count", .nullable(.integer())), .init("size", .nullable(.number())),
            .init("list", .nullable(.array(of: .string()))), .init("flag", .boolean()),
            .init("inner", .object([.init("name", .string())])),
        ]))
    private static let good = #""word":"x","choice":"a","flag":true,"inner":{"name":"n"}"#

    private static func problem(_ text: String) -> String? {
        do throws(ToolError) {
            _ = try ArgumentCheck.check(text, for: tool)
            return nil
        } catch {
            #expect(error.code == .invalidArguments && !error.retryable)
            return error.message
        }
    }

    @Test func `what may be null may be missing, and comes as null`() throws {
        let json = try ArgumentCheck.check("{\(Self.good),\"count\":3.0}", for: Self.tool)
        #expect(json["count"] == .int(3) && json["size"] == .null && json["list"] == .null)
        #expect(json["inner"]?["name"] == "n")
    }

    @Test(arguments: [
        ("{\(good)", "not JSON"), ("[]", "the arguments has to be an object; found a list"),
        (#"{"choice":"a","flag":true,"inner":{"name":"n"}}"#, "“word” is missing"),
        ("{\(good),\"more\":1}", "must not have “more”"),
        (#"{"word":true,"choice":"c","flag":"maybe","inner":{}}"#, "“word” has to be a text; found true or false"),
        (#"{"word":1.5,"choice":"c","flag":"maybe","inner":{}}"#, "“word” has to be a text; found a number"),
        (#"{"word":"x","choice":"c","flag":"maybe","inner":{}}"#, "has to be one of a, b; found “c”"),
        (#"{"word":"x","choice":"c","flag":"maybe","inner":{}}"#, "“flag” has to be true or false; found a text"),
        (#"{"word":"x","choice":"c","flag":"maybe","inner":{}}"#, "“name” is missing"),
        ("{\(good),\"count\":2.5}", "“count” has to be a whole number"),
        ("{\(good),\"count\":\"many\"}", "“count” has to be a whole number; found a text"),
        ("{\(good),\"count\":\"2.5\"}", "“count” has to be a whole number"),
        ("{\(good),\"count\":\"3 or 4\"}", "“count” is a range, where one number is wanted"),
        ("{\(good),\"size\":\"four fifty\"}", "“size” may mean 450 or 450000: write it in digits"),
        ("{\(good),\"size\":1e300}", "too large"),
        ("{\(good),\"list\":[true]}", "an element of “list” has to be a text"),
        ("{\(good),\"list\":[\((0..<21).map { "\"\($0)\"" }.joined(separator: ","))]}", "21 elements"),
        ("{\(good),\"list\":7}", "“list” has to be a list"),
        ("{\(good),\"inner\":null}", "“inner” has to be"),
        ("null", "has to be an object"), (#""x""#, "has to be an object"),
    ])
    func `what does not fit is said in words`(text: String, words: String) {
        #expect(Self.problem(text)?.contains(words) == true, "\(Self.problem(text) ?? "none")")
    }

    @Test func `what can mean one thing only is taken, however it is written`() throws {
        let text = #"""
            {"word":5125550142,"choice":" A ","flag":"yes","count":"three","size":"500k","list":"pool",
             "inner":"{\"name\":\"n\"}"}
            """#
        let json = try ArgumentCheck.check(text, for: Self.tool)
        #expect(
            json == [
                "word": "5125550142", "choice": "a", "flag": true, "count": 3, "size": 500_000, "list": ["pool"],
                "inner": ["name": "n"],
            ])
        let nothing =
            #""word":"none","choice":"b","flag":0,"inner":{"name":"n"},"count":"any","size":"n/a","list":"[]""#
        let none = try ArgumentCheck.check("{\(nothing)}", for: Self.tool)
        #expect(none["count"] == .null && none["size"] == .null && none["list"] == .null && none["word"] == "none")
        #expect(none["flag"] == false)
    }

    @Test func `a text of a megabyte is refused, not passed on and not quoted`() {
        let text = String(repeating: "x", count: 1 << 20)
        let problem = Self.problem(#"{"word":"\#(text)"}"#)
        #expect(problem?.contains("at most 16384 are taken") == true)
        #expect((problem?.utf8.count ?? 0) < 400)
        let long = String(repeating: "é", count: 1001)
        #expect(
            Self.problem(#"{"word":"\#(long)","choice":"a","flag":true,"inner":{"name":"n"}}"#)?.contains("too long")
                == true)
    }
}
