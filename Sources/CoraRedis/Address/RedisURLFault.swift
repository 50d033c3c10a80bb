/// Why a text is no address of a Redis. It quotes nothing of the text, any part of which may turn out to be the password.
package enum RedisURLFault: Error, Sendable, Equatable, CaseIterable, CustomStringConvertible {
    /// It does not begin with a scheme that is known.
    case scheme
    /// There is no host.
    case noHost
    /// An address of IPv6 is not in brackets, or these are not closed.
    case brackets
    /// A port is no number from 1 to 65,535.
    case port
    /// Several hosts, where only Sentinels may be several.
    case severalHosts
    /// A user and no password.
    case noPassword
    /// A percent sign that begins no byte, or bytes that are no text.
    case escape
    /// With Sentinel, no name of the master.
    case noMaster
    /// The database is no number from 0.
    case database
    /// More in the path than there can be.
    case path
    /// An option that is not known, that comes twice or is empty.
    case option
    /// An option that says something of TLS, where there is none, or of Sentinels.
    case uselessOption

    private static let forms =
        "redis://USER:PASSWORD@HOST:PORT/DATABASE, rediss:// for TLS, or redis+sentinel://HOST:PORT,HOST:PORT/MASTER/DATABASE"

    /// The reason in words.
    package var description: String {
        switch self {
        case .scheme: "not an address of a Redis; wanted \(Self.forms)"
        case .noHost: "there is no host; wanted \(Self.forms)"
        case .brackets: "an IPv6 address has to be in brackets, as in [::1]:6379"
        case .port:
            "a port is no number from 1 to 65535 (in a password, : / ? # @ and % are written as %3A %2F %3F %23 %40 %25)"
        case .severalHosts: "only Sentinels can be several; wanted \(Self.forms)"
        case .noPassword: "a user without a password; wanted USER:PASSWORD@ or, for the default user, :PASSWORD@"
        case .escape: "a % has to be followed by two hexadecimal digits, and these bytes have to be UTF-8"
        case .noMaster: "Sentinels are asked for a master by its name; wanted \(Self.forms)"
        case .database: "the database is no number from 0 to 1023"
        case .path: "there is more behind the database; wanted \(Self.forms)"
        case .option:
            "an option is empty, comes twice or is none of client_name, tls_ca, tls_server_name, sentinel_user, "
                + "sentinel_password"
        case .uselessOption: "an option is for TLS (rediss://) or for Sentinels, and the address is not"
        }
    }
}
