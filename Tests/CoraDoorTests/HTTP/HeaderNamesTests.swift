import HTTPTypes
import Testing

@testable import CoraDoor

struct HeaderNamesTests {
    @Test func `every name can be made`() {
        let names: [HTTPField.Name] = [
            .accelBuffering, .crossOriginOpenerPolicy, .forwardedFor, .referrerPolicy, .twilioSignature,
            .twilioSignatureSettings, .upgradeRefused,
        ]
        #expect(Set(names).count == 7)
    }
}
