/// One parameter of a statement. It is sent as text with its type named, so that the server never has to guess.
///
/// PostgreSQL cannot store U+0000: in text it becomes U+FFFD, and in JSON so do `\u0000` and the escapes of surrogates
/// without a partner (PostgreSQL manual, 8.14.1). Everything else is stored as it is.
package enum PostgresValue: Sendable, Equatable {
    /// NULL, of whatever type the server expects there.
    case null
    /// `text`.
    case text(String)
    /// `int8`; fits smaller columns by assignment.
    case int(Int64)
    /// `float8`.
    case double(Double)
    /// `bool`.
    case bool(Bool)
    /// `numeric`, in decimal digits.
    case numeric(String)
    /// `uuid`, in its usual spelling.
    case uuid(String)
    /// `timestamptz`, microseconds since 1970 (UTC).
    case timestamp(Int64)
    /// `jsonb`, a JSON text.
    case json(String)
    /// `bytea`.
    case bytes([UInt8])
    /// `text[]`.
    case textArray([String?])
    /// `int8[]`.
    case intArray([Int64?])
    /// `float8[]`.
    case doubleArray([Double?])
    /// `bool[]`.
    case boolArray([Bool?])
    /// `numeric[]`.
    case numericArray([String?])
    /// `uuid[]`.
    case uuidArray([String?])
    /// `timestamptz[]`, microseconds since 1970 (UTC).
    case timestampArray([Int64?])
    /// `jsonb[]`.
    case jsonArray([String?])
}
