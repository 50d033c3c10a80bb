import CoraCall
import CoraRealtime
import CoraTenant
import Testing

@testable import CoraServer

struct ModelCheckTests {
    private let today = CivilDay(year: 2026, month: 6, day: 1)

    @Test func `a current model is used without a word`() {
        var check = ModelCheck(today: today)
        #expect(
            check.resolve("gpt-realtime-2.1-mini", for: .speech, setting: "OPENAI_MODEL") == "gpt-realtime-2.1-mini")
        #expect(check.warnings.isEmpty && check.problems.isEmpty)
    }

    @Test func `a withdrawn name is replaced, and the line names the setting and what is used instead`() {
        var check = ModelCheck(today: today)
        #expect(check.resolve("gpt-4o-realtime-preview", for: .speech, setting: "OPENAI_MODEL") == "gpt-realtime-2.1")
        #expect(check.problems.isEmpty)
        #expect(check.warnings.count == 1)
        #expect(check.warnings.first?.hasPrefix("OPENAI_MODEL: ") == true)
        #expect(check.warnings.first?.contains("gpt-realtime-2.1 is used instead") == true)
    }

    @Test func `a model for something else is refused, and problems add up over the settings`() {
        var check = ModelCheck(today: today)
        _ = check.resolve("gpt-transcribe", for: .speech, setting: "OPENAI_MODEL")
        _ = check.resolve("gpt-realtime-2.1", for: .transcription, setting: "OPENAI_TRANSCRIPTION_MODEL")
        #expect(check.problems.count == 2)
        #expect(check.problems.first?.hasPrefix("OPENAI_MODEL: ") == true)
        #expect(check.problems.last?.hasPrefix("OPENAI_TRANSCRIPTION_MODEL: ") == true)
    }

    @Test func `a name the table lacks is used as it stands, with a warning`() {
        var check = ModelCheck(today: today)
        #expect(check.resolve("gpt-realtime-9", for: .speech, setting: "OPENAI_MODEL") == "gpt-realtime-9")
        #expect(check.warnings.count == 1)
    }
}
