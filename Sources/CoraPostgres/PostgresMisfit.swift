/// Why a connection string does not suit a server, and waiting does not help. libpq and poolers have no code for these:
/// they are known by their words (libpq: `fe-secure-openssl.c`, `fe-connect.c`; PgBouncer: `client.c`).
enum PostgresMisfit {
    private static let known: [(words: String, hint: String)] = [
        (
            "unsupported startup parameter",
            "a pooler does not pass this on: take it (options) out of the connection string and of PGOPTIONS, and set it "
                + "for the role, ALTER ROLE … SET …; a pooler that ignores it (ignore_startup_parameters) only hides "
                + "that it is not in force"
        ),
        (
            "does not match host name",
            "sslmode=verify-full compares the host of the connection string with the names in the server's certificate: "
                + "connect by one of them"
        ),
        (
            "certificate verify failed",
            "the server's certificate is not signed by one in sslrootcert, or is out of date: get the root certificate "
                + "that belongs to this server"
        ),
        (
            "root certificate file",
            "sslrootcert has to be the path of a readable PEM file with the root certificate of the server"
        ),
        (
            "server does not support SSL",
            "sslmode wants TLS and there is none at this address: turn it on there, or see that host and port are right"
        ),
    ]

    /// What to do about a failed connection; nil if its message is none of these.
    static func hint(for message: String) -> String? {
        known.first { message.contains($0.words) }?.hint
    }
}
