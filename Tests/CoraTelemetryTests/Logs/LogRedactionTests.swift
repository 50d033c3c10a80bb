import CoraSettings
import Logging
import Synchronization
import Testing

@testable import CoraTelemetry

struct LogRedactionTests {
    private static let key = "sk-0123456789abcdefwxyz"

    @Test func `a secret stands in no message and no value, wherever it turns up in them`() {
        let redaction = LogRedaction(secrets: [("OPENAI_API_KEY", Self.key), ("TOKEN", "abc")])
        #expect(redaction.message("401 for Bearer \(Self.key)!") == "401 for Bearer [OPENAI_API_KEY]!")
        #expect(redaction.value("\(Self.key)\(Self.key)", of: "error") == "[OPENAI_API_KEY][OPENAI_API_KEY]")
        #expect(redaction.message("abc") == "abc", "too short to be told from other words")
    }

    @Test func `one secret within another leaves nothing of either`() {
        let redaction = LogRedaction(secrets: [("SHORT", "secret-1"), ("LONG", "x-secret-1-y")])
        #expect(redaction.message("x-secret-1-y secret-1") == "[LONG] [SHORT]")
    }

    @Test(arguments: [
        ("postgresql://cora:p%40ss%2Fword@db:5432/cora", ["p%40ss%2Fword", "p@ss/word"]),
        ("host=db user=cora password='hunter 22' sslmode=require", ["hunter 22"]),
        ("host=db password=hunter22", ["hunter22"]),
    ])
    func `the password of a database stands there neither alone nor as an address has it`(
        url: String, passwords: [String]
    ) {
        let redaction = LogRedaction(secrets: [("DATABASE_URL", url)])
        for password in passwords {
            #expect(redaction.message("FATAL: \(password) is wrong") == "FATAL: [DATABASE_URL] is wrong")
        }
        #expect(redaction.message("dialling \(url)") == "dialling [DATABASE_URL]")
    }

    @Test func `what is hidden of callers is hidden by what it is`() {
        func shown(_ privacy: LogPrivacy, _ key: String, _ text: String) -> String {
            LogRedaction(privacy: privacy).value(text, of: key)
        }
        #expect(shown(.none, "cora.pii.text", "I am Dana") == "I am Dana")
        for key in ["text", "heard", "arguments", "result"] {
            #expect(shown(.speech, "cora.pii.\(key)", "I am Dana") == "(9 characters)")
            #expect(shown(.all, "cora.pii.\(key)", "I am Dana") == "(9 characters)")
        }
        #expect(shown(.speech, "cora.pii.caller", "+14155550199") == "+14155550199")
        #expect(shown(.all, "cora.pii.caller", "+14155550199") == "(12 characters)")
        #expect(shown(.all, "cora.tool", "book_showing") == "book_showing")
    }

    @Test func `callers' numbers are hidden wherever they turn up, if that is wanted`() {
        let text = "dialling +14155550199, /twilio/voice?From=%2B14155550199&To=+1"
        #expect(LogRedaction(privacy: .speech).message(text) == text)
        #expect(
            LogRedaction(privacy: .all).message(text) == "dialling +…, /twilio/voice?From=%2B…&To=+1")
    }

    @Test(arguments: LogFormat.allCases)
    func `the handler writes no line past it, in either format`(format: LogFormat) {
        final class Written: Sendable { let text = Mutex("") }
        let written = Written()
        let redaction = LogRedaction(secrets: [("KEY", Self.key)], privacy: .speech)
        var logger = Logger(label: "test") {
            CoraLogHandler(label: $0, level: .info, format: format, redaction: redaction) { line in
                written.text.withLock { $0 += line }
            }
        }
        logger[metadataKey: "bound"] = "\(Self.key)"
        logger.info("said \(Self.key)", metadata: ["cora.pii.text": "my words", "list": ["\(Self.key)"]])
        let text = written.text.withLock { $0 }
        #expect(!text.contains(Self.key))
        #expect(!text.contains("my words"))
        #expect(text.contains("(8 characters)"))
    }
}
