import Testing

@testable import CoraFakeTwilio

struct RecordExpectationTests {
    @Test func `the rows of a record are one text`() {
        #expect(RecordExpectation.answer(of: []) == "nothing")
        #expect(RecordExpectation.answer(of: [["1"]]) == "1")
        #expect(RecordExpectation.answer(of: [["buy", nil], ["sell", "3"]]) == "buy | null, sell | 3")
    }

    @Test func `a record that is missed says what was found instead`() {
        let lead = RecordExpectation(query: "SELECT intent\n  FROM leads", answer: "buy")
        #expect(
            lead.result(found: "buy")
                == ExpectationResult(expected: "record, SELECT intent FROM leads", isMet: true, found: "buy"))
        let named = RecordExpectation(about: "the lead", query: "SELECT intent FROM leads", answer: "buy")
        #expect(
            named.result(found: "nothing")
                == ExpectationResult(expected: "record, the lead", isMet: false, found: "nothing; wanted buy"))
    }
}
