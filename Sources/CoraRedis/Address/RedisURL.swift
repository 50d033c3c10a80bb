/// Where Redis is, and how we come in: `redis://user:password@host:port/db`, `rediss://…` over TLS, or
/// `redis+sentinel://host1:26379,host2:26379/master/db` and `rediss+sentinel://…`.
///
/// Options follow a `?`: `client_name`, by which the server's own lists call us; `tls_ca`, a file of certificates in place
/// of the system's; `tls_server_name`, the name that the certificate has to prove, in place of the host's;
/// `sentinel_user` and `sentinel_password` for the Sentinels themselves.
package struct RedisURL: Sendable, Equatable, CustomStringConvertible {
    /// Who takes the commands.
    package enum Place: Sendable, Equatable {
        /// This server.
        case server(RedisHost)
        /// Whichever server these Sentinels call the master of that name.
        case sentinels([RedisHost], master: String)
    }

    /// A password, and whose.
    package struct Credentials: Sendable, Equatable {
        /// The ACL user; nil for the default one.
        package let user: String?
        /// The password.
        package let password: String
    }

    /// What is checked of TLS: always the whole chain and the name.
    package struct TLS: Sendable, Equatable {
        /// A file of trusted certificates (PEM) in place of the system's.
        package let certificates: String?
        /// The name that the server's certificate has to prove; nil for the host's own.
        package let serverName: String?
    }

    /// The ports that are meant where none is given.
    static let port = 6379
    static let sentinelPort = 26_379

    /// Who takes the commands.
    package let place: Place
    /// How the server knows us; nil where it asks for nothing.
    package let credentials: Credentials?
    /// How the Sentinels know us; nil where they ask for nothing.
    package let sentinelCredentials: Credentials?
    /// The number of the database.
    package let database: Int
    /// How the server's own lists call us (`CLIENT LIST`); nil for what the client is configured to say.
    package let clientName: String?
    /// TLS; nil for none. Sentinels are asked over the same.
    package let tls: TLS?

    /// The address without password and options, for logs and people.
    package var description: String {
        let scheme = tls == nil ? "redis" : "rediss"
        let user = credentials.map { ($0.user ?? "") + "@" } ?? ""
        return switch place {
        case .server(let host): "\(scheme)://\(user)\(host)/\(database)"
        case .sentinels(let hosts, let master):
            "\(scheme)+sentinel://\(user)\(hosts.map(\.description).joined(separator: ","))/\(master)/\(database)"
        }
    }
}
