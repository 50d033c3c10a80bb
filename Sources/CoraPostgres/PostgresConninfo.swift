import CLibPQ

/// A libpq connection string: `postgresql://user:secret@host:5432/db?sslmode=require` or `host=… dbname=…`.
package struct PostgresConninfo: Sendable, Equatable, CustomStringConvertible {
    /// The string as it was given, secrets and all.
    package let text: String
    /// Its settings by keyword, without the password.
    private let settings: [String: String]

    /// Reads a connection string as libpq does.
    /// - Throws: `PostgresError` with code `connectFailed`, which does not quote the string: it may hold a password.
    package init(_ text: String) throws(PostgresError) {
        guard !text.utf8.contains(0), let options = PQconninfoParse(text, nil) else {
            throw PostgresError(
                .connectFailed,
                "not a PostgreSQL connection string; wanted postgresql://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=require",
                sqlState: "08001")
        }
        defer { PQconninfoFree(options) }
        var settings: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            // `*` marks what is not to be shown (libpq-fe.h, `dispchar`).
            let isSecret = option.pointee.dispchar.map { $0.pointee == CChar(UInt8(ascii: "*")) } ?? false
            if let value = option.pointee.val, !isSecret {
                settings[String(cString: keyword)] = String(cString: value)
            }
            option = option.advanced(by: 1)
        }
        self.text = text
        self.settings = settings
    }

    /// A setting by its keyword; nil if the string does not give it, or if it is a secret.
    package subscript(keyword: String) -> String? { settings[keyword] }

    /// How long libpq would wait for one host; nil if the string does not say.
    var connectTimeout: Duration? {
        settings["connect_timeout"].flatMap { Int64($0) }.flatMap { $0 > 0 ? .seconds($0) : nil }
    }

    /// The string without secrets, for logs and people.
    package var description: String {
        let user = settings["user"].map { $0 + "@" } ?? ""
        let host = settings["host"] ?? settings["hostaddr"] ?? "localhost"
        let port = settings["port"].map { ":" + $0 } ?? ""
        let database = settings["dbname"].map { "/" + $0 } ?? ""
        let mode = settings["sslmode"].map { "?sslmode=" + $0 } ?? ""
        return "postgresql://" + user + host + port + database + mode
    }
}
