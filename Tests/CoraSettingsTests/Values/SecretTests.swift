import Testing

@testable import CoraSettings

struct SecretTests {
    @Test(arguments: [
        ("sk-" + String(repeating: "0", count: 44) + "abcd", "sk-…abcd (51 characters)"),
        ("0123456789abcdef0123456789abcdef", "…cdef (32 characters)"),
        ("0123456789abcdef012", "(19 characters)"), ("x", "(1 character)"),
    ])
    func `At most the last four characters show, and none of a short one`(value: String, shown: String) {
        #expect(Secret(value).redacted == shown)
    }

    @Test func `Nothing that prints, describes or dumps shows it`() {
        let value = "sk-very-secret-and-long-enough-to-be-one"
        var settings = Settings()
        settings.openAI.apiKey = Secret(value)
        var dumped = ""
        dump(settings, to: &dumped)
        for text in ["\(settings)", String(reflecting: settings), String(describing: settings.openAI.apiKey), dumped] {
            #expect(!text.contains("very-secret"))
        }
        #expect(settings.openAI.apiKey.revealed == value)
    }

    @Test func `Random ones are 32 bytes in hexadecimal, and differ`() {
        let secret = Secret.random()
        #expect(secret.revealed.count == 64)
        #expect(secret.revealed.allSatisfy { $0.isHexDigit })
        #expect(secret != Secret.random())
    }
}
