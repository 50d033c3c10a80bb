import CoraTenant
import Testing

struct ConfirmationCodeTests {
    @Test func `five signs, all codes different, read back from how they are said`() {
        #expect(ConfirmationCode(0).text == "HHHHH")
        #expect(ConfirmationCode(UInt64(ConfirmationCode.count) - 1).text == "99999")
        let codes = Set((0..<2000).map { ConfirmationCode(UInt64($0 * 79)).text })
        #expect(codes.count == 2000)
        let code = ConfirmationCode(12_345_678)
        #expect(ConfirmationCode(code.spoken.lowercased()) == code)
        #expect(ConfirmationCode("HHHHO") == nil && ConfirmationCode("HHHH") == nil && ConfirmationCode("") == nil)
    }

    @Test func `no sign sounds or looks like another`() {
        let alike = ["BCDEGPTVZ3", "AJK8", "IY59", "QU2", "FSX6", "LMN", "O0", "1IL"]
        for group in alike {
            #expect(ConfirmationCode.signs.filter { group.contains($0) }.count <= 1, "\(group)")
        }
    }
}
