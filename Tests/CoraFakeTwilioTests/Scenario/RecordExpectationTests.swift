import Testing

@testable import CoraFakeTwilio

@Suite struct RecordExpectationTests {
    @Test func rowsAreOneText() {
        #expect(RecordExpectation.answer(of: []) == "nothing")
        #expect(RecordExpectation.answer(of: [["1"]]) == "1")
        #expect(RecordExpectation.answer(of: [["buy", nil], ["sell", "3"]]) == "buy | null, sell | 3")
    }

    @Test func whatWasFoundInsteadIsSaid() {
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
