import CoraWire

/// The members of one server event (or of an object in it), read strictly where CORA depends on them.
struct EventFields {
    private let event: String
    private let path: String
    private let members: [String: JSON]

    init(of event: String, _ members: [String: JSON], path: String = "") {
        self.event = event
        self.path = path
        self.members = members
    }

    /// A string that must be there: an id.
    func string(_ key: String) throws(ServerEventError) -> String {
        guard let value = members[key]?.string else { throw missing(key) }
        return value
    }

    /// Text that must be there; null counts as empty.
    func text(_ key: String) throws(ServerEventError) -> String {
        if members[key] == .null { return "" }
        return try string(key)
    }

    /// A whole number of milliseconds that must be there, limited to 0…2⁴⁰, so that sums of it cannot overflow.
    func milliseconds(_ key: String) throws(ServerEventError) -> Int {
        guard let value = members[key]?.int else { throw missing(key) }
        return Self.amount(value)
    }

    /// An object that must be there.
    func object(_ key: String) throws(ServerEventError) -> EventFields {
        guard let value = members[key]?.object else { throw missing(key) }
        return EventFields(of: event, value, path: path + key + ".")
    }

    /// An object that may be missing or null.
    func optionalObject(_ key: String) -> EventFields? {
        members[key]?.object.map { EventFields(of: event, $0, path: path + key + ".") }
    }

    /// The objects of a list; elements that are not objects are left out. Empty when the list is missing or null.
    func objects(_ key: String) -> [EventFields] {
        (members[key]?.array ?? []).compactMap(\.object).map {
            EventFields(of: event, $0, path: path + key + "[].")
        }
    }

    /// A string that may be missing or null.
    func optionalString(_ key: String) -> String? { members[key]?.string }

    /// A whole number that may be missing or null.
    func optionalInt(_ key: String) -> Int? { members[key]?.int }

    /// A number that may be missing or null.
    func optionalDouble(_ key: String) -> Double? { members[key]?.double }

    /// Whether the member is there and null.
    func isNull(_ key: String) -> Bool { members[key] == .null }

    /// A place in a list, 0 when the server does not say.
    func index(_ key: String) -> Int { optionalInt(key) ?? 0 }

    /// A count, 0 when missing, never negative, and small enough that adding counts up cannot overflow.
    func count(_ key: String) -> Int { Self.amount(optionalInt(key) ?? 0) }

    private static func amount(_ value: Int) -> Int { min(max(value, 0), 1 << 40) }

    /// The string members, as metadata has them.
    var strings: [String: String] { members.compactMapValues(\.string) }

    /// All members as they came, as one object.
    var raw: JSON { .object(members) }

    /// The error for a member that is missing or of the wrong kind.
    func missing(_ key: String) -> ServerEventError { .missingField(event: event, field: path + key) }
}
