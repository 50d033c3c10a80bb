import BenchProbes
import CoraCall
import CoraServer
import CoraTenant
import CoraTools
import CoraWire
import Logging

/// From the model's arguments to the envelope of `search_properties`, on 100,000 listings.
struct ToolsBenchmark {
    let rounds: Int
    let thresholds: Thresholds

    /// What callers ask for, the plain and the awkward.
    private static let questions: [(title: String, arguments: JSON)] = [
        ("three bedrooms under 500,000 in Austin", ["city": "Austin", "beds": 3, "maxPrice": 500_000]),
        ("a city that is misspelt", ["city": "Austen", "beds": 3, "maxPrice": 500_000]),
        ("two must-haves", ["city": "Austin", "beds": 3, "maxPrice": 600_000, "mustHaves": ["pool", "fireplace"]]),
        ("a must-have that is rare", ["city": "Austin", "mustHaves": ["wine cellar"]]),
        ("must-haves that nothing has", ["city": "Austin", "beds": 2, "mustHaves": ["helipad", "moat"]]),
        ("a must-have that is misspelt", ["city": "Austin", "mustHaves": ["firplace"]]),
        ("an address", ["mustHaves": ["107 Birch Drive"]]),
        ("nothing but a price", ["maxPrice": 300_000]),
        ("nothing at all", [:]),
        ("more than there is", ["city": "Austin", "beds": 6, "baths": 9, "maxPrice": 150_000]),
        ("a city where there is nothing", ["city": "Timbuktu", "beds": 3]),
    ]

    func run() async throws -> Section {
        var section = Section(
            title: "search_properties on \(ListingsUnderTest.count) listings of one tenant",
            note: "\(rounds) times each question; milliseconds from arguments to envelope",
            columns: ["p50", "p90", "p99", "max"])
        var all = Durations()
        let times = try await ListingsUnderTest.run { pool in
            let executor = ToolExecutor(
                ToolRegistry.cora.tools(on: pool), clocks: .system,
                logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
            var times = Self.questions.map { _ in Durations() }
            for round in 0..<(rounds + 3) {
                for (place, question) in Self.questions.enumerated() {
                    let began = Stamp.now
                    let outcome = await executor.run(
                        ToolInvocation(id: "1", name: "search_properties", arguments: question.arguments.text),
                        on: Self.ticket)
                    guard outcome.envelope.contains(#""ok":true"#) else {
                        throw Failed(description: "\(question.title): \(outcome.envelope)")
                    }
                    // The first rounds fill the caches.
                    if round >= 3 { times[place].add(Int64(Stamp.now) - Int64(began)) }
                }
            }
            return times
        }
        for (question, times) in zip(Self.questions, times) {
            section.rows.append(
                .init(title: question.title, cells: times.summary.map { Text.number($0, places: 2) }))
            for value in times.values { all.add(value) }
        }
        section.measures = [50, 99].map { percent in
            thresholds.measure(
                "tools.search.p\(percent)", "all questions, p\(percent)", all.percentile(Double(percent)), "ms")
        }
        return section
    }

    /// A search that failed, with what it said.
    private struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    private static let ticket = CallTicket(
        callSID: "CA1", callID: "00000000-0000-4000-8000-000000000001",
        tenant: Tenant(id: ListingsUnderTest.tenant, numbers: [], agentName: "A"), callerNumber: "+15125550142",
        dialledNumber: "+14155550100")
}
