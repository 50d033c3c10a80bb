/// Reads a table for export, page by page, so that no more of it is in memory at once.
package struct AnalyticsExport: Sendable {
    /// The rows of a page.
    private static let page: Int64 = 5000

    private let pool: PostgresPool
    private let table: AnalyticsTable
    private let parameters: [PostgresValue]
    private var last: (moment: PostgresTimestamp, id: String)?
    private var isDone = false

    /// - Parameter tenant: whose; nil for everybody's.
    package init(_ table: AnalyticsTable, of range: AnalyticsRange, tenant: String?, pool: PostgresPool) {
        self.pool = pool
        self.table = table
        parameters = AnalyticsFilter.parameters(range, tenant)
    }

    /// The first line.
    package var header: String { CSVText.line(table.columns) }

    /// The lines of the next page; nil when there are no more.
    /// - Throws: `PostgresError`.
    package mutating func next() async throws(PostgresError) -> String? {
        guard !isDone else { return nil }
        guard table.isPaged else {
            isDone = true
            return try lines(of: await pool.query(table.sql, parameters, timeout: .seconds(30)))
        }
        let place: [PostgresValue] =
            last.map { [.timestamp($0.moment.microseconds), .uuid($0.id)] } ?? [.null, .null]
        let result = try await pool.query(
            table.sql, parameters + place + [.int(Self.page)], timeout: .seconds(30))
        isDone = result.count < Int(Self.page)
        if let row = result.rows.last {
            last = (try row.value("page_moment"), try row.value("page_id"))
        }
        return result.count == 0 ? nil : try lines(of: result)
    }

    private func lines(of result: PostgresResult) throws(PostgresError) -> String {
        var text = ""
        for row in result.rows {
            text += CSVText.line(table.columns.map { row[$0] ?? "" })
        }
        return text
    }
}
