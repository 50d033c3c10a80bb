import CoraBusiness
import CoraCall
import CoraTenant
import CoraWire
import Foundation
import Testing

@testable import CoraArguments
@testable import CoraTools

/// A line of `What callers say.txt`.
struct Utterance: Sendable, CustomTestStringConvertible {
    var line: Int
    var subject: String
    var said: String
    var right: String

    var testDescription: String { "\(subject), line \(line): \(said)" }

    /// Every line of the file. A line that cannot be read is one that no value is right for.
    static let all: [Utterance] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "What callers say.txt")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
        var subject = ""
        var all: [Utterance] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("#") || line.allSatisfy(\.isWhitespace) { continue }
            if line.hasPrefix("["), let end = line.lastIndex(of: "]") {
                subject = String(line[line.index(after: line.startIndex)..<end])
                continue
            }
            let halves = line.split(separator: " => ", maxSplits: 1).map(String.init)
            all.append(
                Utterance(
                    line: index + 1, subject: subject, said: bare(halves.first ?? ""),
                    right: halves.count == 2 ? halves[1] : "(this line has no arrow)"))
        }
        return all
    }()

    /// The text without the quotes around it.
    private static func bare(_ text: String) -> String {
        guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
        return String(text.dropFirst().dropLast())
    }

    /// What the tools make of it.
    var taken: String {
        do throws(ToolError) {
            return try value()
        } catch {
            return error.message.count > 20 && error.code.isMistake ? "ask" : "\(error)"
        }
    }

    private func value() throws(ToolError) -> String {
        switch subject {
        case "the highest price": try price(.string(said))
        case "the highest price, as a number": try price(Double(said).map(JSON.double) ?? .null)
        case "bedrooms": try wishes("beds").beds.map(String.init) ?? "none"
        case "bathrooms": Self.plain(try wishes("baths").baths)
        case "a telephone number": try phone()
        case "a name": try CallerText.name(said)
        case "an e-mail address": try CallerText.email(said) ?? "none"
        case "when the showing is": try time()
        case "where the home is": place
        case "how the financing is": try choice()
        case "who calls": caller
        default: "(no such subject: \(subject))"
        }
    }

    private static let context = ToolContext(
        ticket: TestCall.ticket(), invocation: "1", time: WallTime(seconds: TestCall.now))

    private func arguments(_ values: JSON, of tool: ToolDescription) throws(ToolError) -> JSON {
        try ArgumentCheck.check(values.text, for: tool)
    }

    private func wishes(_ key: String, _ value: JSON? = nil) throws(ToolError) -> SearchArguments.Request {
        let json = try arguments([key: value ?? .string(said)], of: SearchProperties.description)
        let search = SearchArguments(
            minPrice: json["minPrice"]?.double, maxPrice: json["maxPrice"]?.double, beds: json["beds"]?.int,
            baths: json["baths"]?.double)
        return try search.request(in: Self.context)
    }

    private func price(_ value: JSON) throws(ToolError) -> String {
        Self.plain(try wishes("maxPrice", value).maxPrice)
    }

    private static func plain(_ value: Double?) -> String {
        value.map { Int(exactly: $0).map(String.init) ?? "\($0)" } ?? "none"
    }

    private func phone() throws(ToolError) -> String {
        let (number, digits) = try CallerText.phoneWithExtension(said)
        return number.e164 + (digits.map { " extension \($0)" } ?? "")
    }

    private func time() throws(ToolError) -> String {
        let moment = try LocalTimes.moment(said, "datetimeISO", Self.context.clock)
        try LocalTimes.checkAhead(moment, "datetimeISO", Self.context)
        return Self.context.clock.local(moment)
    }

    private func choice() throws(ToolError) -> String {
        let json = try arguments(["intent": "buy", "financingStatus": .string(said)], of: QualifyLead.description)
        return json["financingStatus"]?.string ?? "none"
    }

    private static let places = PropertySearch.PlaceNames(
        cities: ["Austin", "Round Rock", "San José", "St. Louis", "The Woodlands"],
        districts: ["Hyde Park", "East Cesar Chavez"], counties: ["Travis", "Williamson"])

    private var place: String {
        guard let meaning = PlaceMeaning(SpokenPlace(said), among: Self.places) else { return "elsewhere" }
        let known =
            switch meaning.known.place {
            case .city(let name): "city \(name)"
            case .district(let name): "district \(name)"
            case .county(let name): "county \(name)"
            case .postalCode(let code): "ZIP \(code)"
            case .area: "an area"
            }
        return switch meaning.relation {
        case .inside: known
        case .near: "near \(known)"
        case .beyond(let direction): "\(direction.words) of \(known)"
        case .part(let direction): "\(direction.words) part of \(known)"
        }
    }

    private var caller: String {
        switch Caller(said) {
        case .number(let number): "number \(number)"
        case .withheld: "withheld"
        case .address, .web: "no number"
        }
    }
}

struct UtteranceTests {
    @Test func `the table is long, and has no line twice`() {
        #expect(Utterance.all.count >= 300)
        #expect(Set(Utterance.all.map { "\($0.subject): \($0.said)" }).count == Utterance.all.count)
    }

    @Test(arguments: Utterance.all)
    func `what callers say is taken as they mean it`(utterance: Utterance) {
        #expect(utterance.taken == utterance.right)
    }
}
