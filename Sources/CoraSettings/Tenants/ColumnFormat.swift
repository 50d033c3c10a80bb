import CoraCall
import CoraTenant
import CoraWire

/// Why no value can be made of a column's JSON.
enum TenantColumnError: Error {
    /// It is not of the shape that the column's type gives.
    case shape
    /// It is of that shape, but means nothing; the words follow the setting's name.
    case meaning(String)
}

/// How a column of `tenants` keeps a value: its name, its type, and the value as JSON, which PostgreSQL turns into the
/// column and back (`to_jsonb`, `jsonb_populate_recordset`).
struct ColumnFormat<Value: Sendable>: Sendable {
    let name: String
    /// The column's type, as `information_schema.columns` names it.
    let type: String
    /// Reads a value. It throws if none can be made.
    let read: @Sendable (JSON) throws(TenantColumnError) -> Value
    /// Writes a value.
    let write: @Sendable (Value) -> JSON

    init(
        _ name: String, _ type: String, read: @escaping @Sendable (JSON) throws(TenantColumnError) -> Value,
        write: @escaping @Sendable (Value) -> JSON
    ) {
        self.name = name
        self.type = type
        self.read = read
        self.write = write
    }

    /// A column whose JSON is of a shape if `part` finds something in it, and means something if `value` makes a value
    /// of that.
    fileprivate init<Part>(
        _ name: String, _ type: String, _ part: @escaping @Sendable (JSON) -> Part?,
        _ value: @escaping @Sendable (Part) -> Value?, wanted: @escaping @autoclosure @Sendable () -> String = "",
        write: @escaping @Sendable (Value) -> JSON
    ) {
        self.init(
            name, type,
            read: { json throws(TenantColumnError) in
                guard let part = part(json) else { throw .shape }
                guard let value = value(part) else { throw .meaning("wanted \(wanted())") }
                return value
            }, write: write)
    }

    /// A column whose JSON is the value if `part` finds it.
    fileprivate init(
        _ name: String, _ type: String, _ part: @escaping @Sendable (JSON) -> Value?,
        write: @escaping @Sendable (Value) -> JSON
    ) {
        self.init(name, type, part, { $0 }, write: write)
    }
}

extension ColumnFormat where Value == String {
    /// A text.
    static func text(_ name: String) -> ColumnFormat { ColumnFormat(name, "text", \.string, write: JSON.string) }
}

extension ColumnFormat where Value == [String] {
    /// A list of texts.
    static func texts(_ name: String) -> ColumnFormat {
        ColumnFormat(name, "ARRAY", \.texts, write: { .array($0.map(JSON.string)) })
    }
}

extension ColumnFormat where Value == Bool {
    /// A truth value.
    static func flag(_ name: String) -> ColumnFormat { ColumnFormat(name, "boolean", \.bool, write: JSON.bool) }
}

extension ColumnFormat where Value == Int {
    /// A whole number.
    static func wholeNumber(_ name: String) -> ColumnFormat { ColumnFormat(name, "integer", \.int, write: JSON.int) }
}

extension ColumnFormat where Value == Double {
    /// A number.
    static func number(_ name: String) -> ColumnFormat {
        ColumnFormat(name, "double precision", \.double, write: JSON.double)
    }
}

extension ColumnFormat where Value == CallDuration {
    /// A time in milliseconds.
    static func milliseconds(_ name: String) -> ColumnFormat {
        ColumnFormat(
            name, "integer", { $0.int.map { .milliseconds($0) } }, write: { .int($0.milliseconds) })
    }
}

extension ColumnFormat where Value == Dollars {
    /// An amount in US dollars, with nine decimals.
    static func dollars(_ name: String) -> ColumnFormat {
        ColumnFormat(
            name, "numeric",
            { $0.double.map { Dollars(billionths: Int64(exactly: ($0 * 1e9).rounded()) ?? .max) } },
            write: { .double($0.value) })
    }
}

extension ColumnFormat where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of the words of the type.
    static func choice(_ name: String) -> ColumnFormat {
        ColumnFormat(
            name, "text", \.string, { Value(rawValue: $0) }, wanted: SettingFormat<Value>.choice.wanted,
            write: { .string($0.rawValue) })
    }
}

extension ColumnFormat where Value == [HumanQueue: String] {
    /// The numbers behind queues.
    static func queues(_ name: String) -> ColumnFormat {
        ColumnFormat(
            name, "jsonb", \.textsByName, { Tenant.queues($0) }, wanted: SettingFormat<Value>.queues.wanted,
            write: { JSON($0) })
    }
}

extension ColumnFormat where Value == BusinessHours {
    /// Business hours.
    static func hours(_ name: String) -> ColumnFormat {
        ColumnFormat(
            name, "jsonb", \.pairsByName, { BusinessHours(byDay: $0) }, wanted: SettingFormat<Value>.hours.wanted,
            write: { JSON($0) })
    }
}
