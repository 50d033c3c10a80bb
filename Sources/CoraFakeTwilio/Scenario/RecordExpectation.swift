/// Something that a call must have left in the database: a query, and its answer when the call is over.
package struct RecordExpectation: Sendable, Equatable {
    /// What it shows, in words; nil to show the query instead.
    package var about: String?
    /// SQL, with the call's own id (a UUID) as `$1`.
    package var query: String
    /// The answer wanted, as ``answer(of:)`` writes it.
    package var answer: String

    package init(about: String? = nil, query: String, answer: String) {
        self.about = about
        self.query = query
        self.answer = answer
    }

    /// Rows as one text: ` | ` between columns, `, ` between rows; `null` for NULL, `nothing` for no row.
    package static func answer(of rows: [[String?]]) -> String {
        guard !rows.isEmpty else { return "nothing" }
        return rows.map { $0.map { $0 ?? "null" }.joined(separator: " | ") }.joined(separator: ", ")
    }

    /// Whether it came true.
    ///
    /// - Parameter found: what the database answered, or why it did not answer.
    package func result(found: String) -> ExpectationResult {
        let isMet = found == answer
        let what = about ?? query.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return ExpectationResult(
            expected: "record, \(what)", isMet: isMet, found: isMet ? found : "\(found); wanted \(answer)")
    }
}

extension RecordExpectation {
    init(_ node: ScenarioNode) throws(ScenarioError) {
        try node.allow("about", "query", "is")
        self.init(
            about: try node.optional("about")?.text(), query: try node.required("query").text(),
            answer: try node.required("is").text())
    }
}
