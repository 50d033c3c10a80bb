package import CoraPostgres

/// Why a table cannot be exported.
package enum AnalyticsExportError: Error, Sendable, Equatable {
    /// The table is read in one go, and has more rows than such a table may have.
    case tooLong
    /// The database did not return it.
    case postgres(PostgresError)
}

/// Reads a table for export page by page, so that only one page is in memory at a time.
package struct AnalyticsExport: Sendable {
    /// How many rows a page has.
    private static let page: Int64 = 5000

    private let pool: PostgresPool
    private let table: AnalyticsTable
    private let parameters: [PostgresValue]
    private let most: Int
    private var last: (moment: PostgresTimestamp, id: String)?
    private var isDone = false

    /// - Parameters:
    ///   - tenant: the tenant whose rows are read; nil for all tenants.
    ///   - most: the most rows of a table that is read in one go.
    package init(
        _ table: AnalyticsTable, of range: AnalyticsRange, tenant: String?, pool: PostgresPool,
        most: Int = AnalyticsTable.mostCounted
    ) {
        self.pool = pool
        self.table = table
        self.most = most
        parameters = AnalyticsFilter.parameters(range, tenant)
    }

    /// The first line, with the names of the columns.
    package var header: String { CSVText.line(table.columns) }

    /// The lines of the next page; nil if there are no more.
    package mutating func next() async throws(AnalyticsExportError) -> String? {
        guard !isDone else { return nil }
        do throws(PostgresError) {
            if table.isPaged { return try await nextPage() }
            isDone = true
            let result = try await pool.query(table.sql, parameters, timeout: .seconds(30))
            if result.count <= most { return try lines(of: result) }
        } catch {
            throw .postgres(error)
        }
        throw .tooLong
    }

    private mutating func nextPage() async throws(PostgresError) -> String? {
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
