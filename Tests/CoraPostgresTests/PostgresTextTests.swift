import CoraPostgres
import Testing

@Suite struct PostgresTextTests {
    @Test(
        arguments: [
            (0, "1970-01-01 00:00:00.000000+00"),
            (-1, "1969-12-31 23:59:59.999999+00"),
            (951_782_400_000_000, "2000-02-29 00:00:00.000000+00"),
            (4_107_542_399_999_999, "2100-02-28 23:59:59.999999+00"),
            (-62_135_596_800_000_001, "0001-12-31 23:59:59.999999+00 BC"),
            (253_402_300_800_000_000, "10000-01-01 00:00:00.000000+00"),
        ] as [(Int64, String)])
    func `timestamps are spelled as PostgreSQL reads them`(microseconds: Int64, text: String) {
        #expect(PostgresTimestamp(microseconds: microseconds).text == text)
        #expect(PostgresTimestamp(postgresText: text)?.microseconds == microseconds)
    }

    @Test func `timestamps of any offset are read`() {
        #expect(PostgresTimestamp(postgresText: "1970-01-01 05:30:00+05:30")?.microseconds == 0)
        #expect(PostgresTimestamp(postgresText: "1969-12-31 20:00:00.5-04")?.microseconds == 500_000)
        #expect(PostgresTimestamp(postgresText: "1970-01-01 00:19:32+00:19:32")?.microseconds == 0)
    }

    @Test(arguments: [
        "", "infinity", "1970-01-01", "1970-13-01 00:00:00+00", "1970-01-01 00:00:00", "99999999-01-01 00:00:00+00",
    ])
    func `other text is no timestamp`(text: String) {
        #expect(PostgresTimestamp(postgresText: text) == nil)
    }

    @Test func `errors are sorted by what helps`() {
        for state in ["08006", "25006", "40001", "40P01", "53300", "53100", "57P01", "57P03", "58030"] {
            #expect(PostgresError(.server, "", sqlState: state).isTransient)
            #expect(!PostgresError(.server, "", sqlState: state).isRefusal)
        }
        for state in ["22P02", "23505", "23514", "42P01", "22021"] {
            #expect(!PostgresError(.server, "", sqlState: state).isTransient)
            #expect(PostgresError(.server, "", sqlState: state).isRefusal)
        }
        #expect(PostgresError(.connectionLost, "").isTransient)
        #expect(PostgresError(.connectFailed, "").isTransient)
        #expect(!PostgresError(.connectFailed, "", sqlState: "28P01").isTransient)
        #expect(!PostgresError(.closed, "").isTransient)
    }

    @Test func `a connection string is shown without its password`() throws {
        let uri = try PostgresConninfo("postgresql://ray:hunter2@db.example.com:6543/app?sslmode=require")
        #expect("\(uri)" == "postgresql://ray@db.example.com:6543/app?sslmode=require")
        #expect(uri["password"] == nil)
        let words = try PostgresConninfo("host=/run/pg user=ray password='hunter 2' dbname=app")
        #expect("\(words)" == "postgresql://ray@/run/pg/app")
    }

    @Test func `what is no connection string is not repeated`() {
        let error = #expect(throws: PostgresError.self) { try PostgresConninfo("postgresql://ray:hunter2@[x/") }
        #expect(error.map { "\($0)".contains("hunter2") } == false)
    }
}
