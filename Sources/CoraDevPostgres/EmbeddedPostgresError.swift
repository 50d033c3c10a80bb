/// Why a private PostgreSQL could not start.
package enum EmbeddedPostgresError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There are no server programs on this machine.
    case notInstalled(searched: [String])
    /// The folder holds a cluster of a version whose programs are not installed.
    case otherVersion(folder: String, cluster: String, installed: [String])
    /// This process is root's, and there is no user to run PostgreSQL as.
    case noUser(String)
    /// A folder cannot be used.
    case folder(String, why: String)
    /// A program failed; `output` is the end of its output.
    case failed(program: String, output: String)
    /// The server did not answer in time.
    case timeout(folder: String)

    package var description: String {
        switch self {
        case .notInstalled(let searched):
            "PostgreSQL is not installed (looked in \(searched.joined(separator: ", "))): "
                + "apt-get install postgresql, or set DATABASE_URL"
        case .otherVersion(let folder, let cluster, let installed):
            "\(folder) was made by PostgreSQL \(cluster), installed is \(installed.joined(separator: ", ")): "
                + "apt-get install postgresql-\(cluster), or remove the folder"
        case .noUser(let user):
            "PostgreSQL does not run as root, and there is no user \(user) to run it as: apt-get install postgresql"
        case .folder(let path, let why): "\(path) cannot be used for PostgreSQL: \(why)"
        case .failed(let program, let output): "\(program) failed: \(output)"
        case .timeout(let folder): "the PostgreSQL in \(folder) did not answer in time"
        }
    }
}
