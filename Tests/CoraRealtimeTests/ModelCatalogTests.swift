import CoraCall
import CoraTenant
import Testing

@testable import CoraRealtime

struct ModelCatalogTests {
    private let today = CivilDay(year: 2026, month: 11, day: 23)

    private func use(
        _ name: String, _ role: ModelCatalog.Role = .speech, on date: CivilDay? = nil
    ) -> (name: String, warnings: [String])? {
        guard case .use(let model, let warnings) = ModelCatalog.resolve(name, for: role, on: date ?? today) else {
            return nil
        }
        return (model.name, warnings)
    }

    private func refusal(_ name: String, _ role: ModelCatalog.Role = .speech, on date: CivilDay? = nil) -> String? {
        guard case .refused(let reason) = ModelCatalog.resolve(name, for: role, on: date ?? today) else { return nil }
        return reason
    }

    @Test func `the defaults are used without a word`() {
        #expect(use(ModelCatalog.defaultModel)?.name == "gpt-realtime-2.1-mini")
        #expect(use(ModelCatalog.defaultModel)?.warnings == [])
        #expect(use(ModelCatalog.premiumModel)?.name == "gpt-realtime-2.1")
        #expect(use(ModelCatalog.premiumModel)?.warnings == [])
        #expect(use(ModelCatalog.defaultTranscriptionModel, .transcription)?.name == "gpt-transcribe")
        #expect(use(ModelCatalog.defaultTranscriptionModel, .transcription)?.warnings == [])
    }

    @Test(arguments: [
        ("gpt-4o-mini-realtime-preview", "gpt-realtime-2.1-mini"),
        ("gpt-4o-mini-realtime-preview-2024-12-17", "gpt-realtime-2.1-mini"),
        ("gpt-4o-mini-realtime", "gpt-realtime-2.1-mini"),
        ("gpt-4o-realtime", "gpt-realtime-2.1"),
        ("gpt-4o-realtime-preview", "gpt-realtime-2.1"),
        ("gpt-4o-realtime-preview-2024-10-01", "gpt-realtime-2.1"),
        ("gpt-4o-realtime-preview-2024-12-17", "gpt-realtime-2.1"),
        ("gpt-4o-realtime-preview-2025-06-03", "gpt-realtime-2.1"),
    ])
    func `withdrawn names become their successor, with a warning that names both`(_ name: String, _ successor: String) {
        #expect(use(name)?.name == successor)
        #expect(use(name)?.warnings == ["The model \(name) is withdrawn; \(successor) is used instead."])
    }

    @Test func `a retirement is announced from 90 days before`() {
        let name = "gpt-realtime-mini"
        #expect(use(name, on: CivilDay(year: 2026, month: 10, day: 21))?.warnings == [])
        #expect(
            use(name, on: CivilDay(year: 2026, month: 10, day: 22))?.warnings == [
                "The model gpt-realtime-mini is retired on 2027-01-20, in 90 days; change to gpt-realtime-2.1-mini."
            ])
        #expect(
            use(name, on: CivilDay(year: 2027, month: 1, day: 19))?.warnings == [
                "The model gpt-realtime-mini is retired on 2027-01-20, in 1 day; change to gpt-realtime-2.1-mini."
            ])
    }

    @Test func `a model is refused from the day of its retirement`() {
        let reason = "The model gpt-realtime was retired on 2027-01-20; use gpt-realtime-2.1."
        #expect(use("gpt-realtime", on: CivilDay(year: 2027, month: 1, day: 19)) != nil)
        #expect(refusal("gpt-realtime", on: CivilDay(year: 2027, month: 1, day: 20)) == reason)
        #expect(refusal("gpt-realtime", on: CivilDay(year: 2031, month: 7, day: 1)) == reason)
    }

    @Test func `a dated name shares the fate of its model and keeps its own name`() {
        #expect(use("gpt-realtime-2025-08-28", on: CivilDay(year: 2026, month: 1, day: 1))?.warnings == [])
        #expect(use("gpt-realtime-2025-08-28")?.name == "gpt-realtime-2025-08-28")
        #expect(use("gpt-realtime-2025-08-28")?.warnings.count == 1)
        #expect(refusal("gpt-realtime-mini-2025-12-15", on: CivilDay(year: 2027, month: 2, day: 1)) != nil)
        #expect(
            refusal("gpt-4o-mini-transcribe-2025-12-15", .transcription, on: CivilDay(year: 2027, month: 2, day: 26))
                != nil)
    }

    @Test func `a name the table lacks is used, with a warning`() {
        for name in ["gpt-realtime-9", "gpt-realtime-2.1-mini-2025-13-45", "local/model"] {
            #expect(use(name)?.name == name)
            #expect(use(name)?.warnings.count == 1)
        }
    }

    @Test func `an empty name is refused`() {
        #expect(refusal("")?.contains("gpt-realtime-2.1-mini") == true)
        #expect(refusal("", .transcription)?.contains("gpt-transcribe") == true)
    }

    @Test func `a model is refused for what it cannot do, naming one that can`() {
        #expect(refusal("gpt-transcribe")?.hasSuffix("use gpt-realtime-2.1-mini.") == true)
        #expect(refusal("gpt-realtime-2.1", .transcription)?.hasSuffix("use gpt-transcribe.") == true)
        #expect(refusal("gpt-4o-realtime", .transcription)?.hasSuffix("use gpt-transcribe.") == true)
        #expect(refusal("gpt-live-transcribe", .transcription)?.hasSuffix("use gpt-transcribe.") == true)
        #expect(refusal("gpt-realtime-whisper", .transcription)?.hasSuffix("use gpt-transcribe.") == true)
    }

    @Test func `transcribers end on 2027-02-26`() {
        for name in ["whisper-1", "gpt-4o-transcribe", "gpt-4o-mini-transcribe", "gpt-4o-transcribe-diarize"] {
            #expect(use(name, .transcription, on: CivilDay(year: 2026, month: 11, day: 27))?.warnings == [])
            #expect(use(name, .transcription, on: CivilDay(year: 2026, month: 11, day: 28))?.warnings.count == 1)
            #expect(use(name, .transcription, on: CivilDay(year: 2027, month: 2, day: 25)) != nil)
            #expect(refusal(name, .transcription, on: CivilDay(year: 2027, month: 2, day: 26)) != nil)
        }
    }

    @Test func `every name is there once, and every successor is a current model of the same use`() {
        #expect(Set(ModelCatalog.models.map(\.name)).count == ModelCatalog.models.count)
        for model in ModelCatalog.models {
            #expect((model.status == .retiring) == (model.status != .withdrawn && model.retirement != nil))
            #expect(model.status == .current || model.successor != nil, "\(model.name)")
            guard let name = model.successor else { continue }
            let successor = ModelCatalog.models.first { $0.name == name }
            #expect(successor?.status == .current, "\(model.name)")
            #expect((successor?.tier == .transcription) == (model.tier == .transcription), "\(model.name)")
        }
    }

    @Test func `every model that can be used has its prices`() {
        for model in ModelCatalog.models where model.status != .withdrawn {
            switch model.prices {
            case .speech: #expect(model.tier == .mini || model.tier == .premium)
            case .transcriptionMinute, .transcriptionTokens: #expect(model.tier == .transcription)
            case nil: Issue.record("no prices for \(model.name)")
            }
        }
        guard case .speech(let mini) = ModelCatalog.model(named: ModelCatalog.defaultModel)?.prices else {
            Issue.record("no prices for the default model")
            return
        }
        #expect([mini.textInput, mini.textCachedInput, mini.textOutput] == [0.60, 0.06, 2.40])
        #expect([mini.audioInput, mini.audioCachedInput, mini.audioOutput] == [10, 0.30, 20])
    }
}

struct CivilDateTests {
    @Test func `days between dates count leap days`() {
        let pairs: [(String, String, Int)] = [
            ("1970-01-01", "1970-01-01", 0), ("1970-01-01", "2026-11-23", 20_780), ("2024-02-28", "2024-03-01", 2),
            ("2026-02-28", "2026-03-01", 1), ("2000-02-28", "2000-03-01", 2), ("1900-02-28", "1900-03-01", 1),
            ("2026-10-22", "2027-01-20", 90), ("2027-01-20", "2026-10-22", -90), ("2026-12-31", "2027-01-01", 1),
        ]
        for (from, to, expected) in pairs {
            #expect(CivilDay(from).flatMap { from in CivilDay(to).map(from.days) } == expected, "\(from) \(to)")
        }
    }

    @Test(arguments: ["2028-02-29", "2027-01-20", "2000-02-29", "0001-01-01"])
    func `only days that exist are read`(_ text: String) {
        #expect(CivilDay(text)?.description == text)
    }

    @Test(arguments: [
        "", "2027-02-29", "1900-02-29", "2027-00-10", "2027-13-01", "2027-01-00", "2027-04-31", "2027-1-20",
        "2027/01/20", "2027-01-20Z", " 2027-01-2", "-027-01-20", "20２7-01-20", "2027-01-2x",
    ])
    func `anything else is not a date`(_ text: String) {
        #expect(CivilDay(text) == nil)
    }

    @Test func `seconds of Unix time fall on their UTC day`() {
        #expect(CivilDay(unixSeconds: 0).description == "1970-01-01")
        #expect(CivilDay(unixSeconds: 86_399).description == "1970-01-01")
        #expect(CivilDay(unixSeconds: -1).description == "1969-12-31")
        #expect(CivilDay(unixSeconds: -86_400).description == "1969-12-31")
        #expect(CivilDay(unixSeconds: 1_790_000_000).description == "2026-09-21")
    }

    @Test func `every day of 800 years follows the one before`() {
        var date = CivilDay(year: 1700, month: 1, day: 1)
        let first = date
        for count in 1...292_194 {
            let next = CivilDay(
                unixSeconds: (CivilDay(year: 1970, month: 1, day: 1).days(until: first) + count) * 86_400)
            guard date < next, date.days(until: next) == 1 else {
                Issue.record("\(date) then \(next)")
                return
            }
            date = next
        }
        #expect(date.description == "2500-01-01")
    }
}
