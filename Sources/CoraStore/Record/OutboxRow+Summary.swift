import CoraWire

extension OutboxRow {
    /// Makes the row of a call's summary. A later one replaces it, except that the record's never replaces the model's.
    package init(_ summary: CallSummary, call: String, tenant: String) {
        self.init(
            .summary,
            [
                .text(call), .text(tenant), .json(summary.json),
                summary.leadQuality.map { .integer(Int64(clamping: $0)) } ?? .null,
                .text(JSON.array(summary.nextActions.map(JSON.string)).text),
                .text(JSON.array(summary.properties.map(JSON.string)).text),
                summary.outcome.map { .text($0) } ?? .null, .text(summary.source.rawValue),
                summary.model.map { .text($0) } ?? .null,
            ])
    }
}
