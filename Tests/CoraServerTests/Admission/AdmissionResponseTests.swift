import CoraCall
import CoraTenant
import HTTPTypes
import HummingbirdCore
import Testing

@testable import CoraServer

struct AdmissionResponseTests {
    @Test(arguments: AdmissionRefusal.allCases)
    func `429 with Retry-After, 503 while draining, and why in words`(refusal: AdmissionRefusal) {
        let response = refusal.response(retryAfter: .milliseconds(1001))
        #expect(response.status.code == (refusal == .draining ? 503 : 429))
        #expect(response.headers[.retryAfter] == "2")
        #expect(response.headers[.contentType] == "application/json")
        #expect(refusal.response(retryAfter: .zero).headers[.retryAfter] == "1")
    }
}
