import CLibPQ

/// A result that libpq still owns.
final class PostgresReply {
    private let result: OpaquePointer

    init(_ result: OpaquePointer) {
        self.result = result
    }

    deinit {
        PQclear(result)
    }

    /// Whether this is the end of a pipeline rather than an answer.
    var isPipelineSync: Bool { PQresultStatus(result) == PGRES_PIPELINE_SYNC }

    /// Whether the server now waits for lines to copy.
    var isCopyIn: Bool { PQresultStatus(result) == PGRES_COPY_IN }

    /// Whether rows are to be copied, in either direction.
    var isCopy: Bool {
        [PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH].contains(PQresultStatus(result))
    }

    /// The last of a statement's results.
    /// - Throws: the first error among them.
    static func last(of replies: [PostgresReply]) throws(PostgresError) -> PostgresResult {
        var answer = PostgresResult(columns: [], command: "", affected: 0, count: 0, bytes: [], cells: [])
        for reply in replies { answer = try reply.answer() }
        return answer
    }

    /// The result, copied out of libpq.
    /// - Throws: the server's error, if it answered with one.
    func answer() throws(PostgresError) -> PostgresResult {
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: return copied()
        case PGRES_PIPELINE_ABORTED: throw PostgresError(.server, "an earlier statement failed", sqlState: "25P02")
        case PGRES_FATAL_ERROR, PGRES_NONFATAL_ERROR, PGRES_BAD_RESPONSE: throw error()
        default: throw PostgresError(.protocol, "COPY belongs into copyIn")
        }
    }

    private func copied() -> PostgresResult {
        let width = PQnfields(result)
        let count = PQntuples(result)
        var bytes: [UInt8] = []
        var cells: [Range<Int>?] = []
        cells.reserveCapacity(Int(width) * Int(count))
        for row in 0..<count {
            for column in 0..<width {
                guard PQgetisnull(result, row, column) == 0, let value = PQgetvalue(result, row, column) else {
                    cells.append(nil)
                    continue
                }
                let length = Int(PQgetlength(result, row, column))
                let start = bytes.count
                bytes.append(contentsOf: UnsafeRawBufferPointer(start: value, count: length))
                cells.append(start..<bytes.count)
            }
        }
        return PostgresResult(
            columns: (0..<width).map { PQfname(result, $0).map { String(cString: $0) } ?? "" },
            command: String(cString: PQcmdStatus(result)), affected: Int(String(cString: PQcmdTuples(result))) ?? 0,
            count: Int(count), bytes: bytes, cells: cells)
    }

    private func error() -> PostgresError {
        let state = field("C")
        return PostgresError(
            // A message without a code is libpq's own, which speaks only of a broken connection.
            state == nil || Self.endsConnection(state) || isLast ? .connectionLost : .server,
            field("M") ?? Self.trimmed(String(cString: PQresultErrorMessage(result))), sqlState: state,
            detail: field("D"), hint: field("H"), constraint: field("n"), table: field("t"), column: field("c"))
    }

    /// Whether the server (or a pooler) says that it hangs up: the severity, in English and, from older ones, in the
    /// server's language.
    private var isLast: Bool {
        ["FATAL", "PANIC"].contains(field("V") ?? field("S"))
    }

    /// Whether the server hangs up after this code: admin_shutdown, crash_shutdown, cannot_connect_now,
    /// idle_session_timeout.
    private static func endsConnection(_ state: String?) -> Bool {
        ["57P01", "57P02", "57P03", "57P05"].contains(state)
    }

    /// A field of the server's message, by its letter (PostgreSQL manual, 55.8).
    private func field(_ letter: Unicode.Scalar) -> String? {
        PQresultErrorField(result, Int32(letter.value)).map { String(cString: $0) }
    }

    private static func trimmed(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: "; ")
    }
}
