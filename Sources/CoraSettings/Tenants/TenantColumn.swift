package import CoraWire

/// The column of `tenants` that keeps a setting.
package struct TenantColumn: Sendable {
    /// The column's name.
    package let name: String
    /// The column's type, as `information_schema.columns` names it.
    package let type: String
    /// Whether it may be NULL, which means that the tenant has the default.
    package let isNullable: Bool
    /// Reads the setting's value in an entry.
    private let write: @Sendable (TenantEntry) -> JSON
    private let put: @Sendable (JSON, inout TenantEntry) throws(TenantColumnError) -> Void
    private let compare: @Sendable (TenantEntry, TenantEntry) -> Bool

    /// Makes the column of a value that is always there.
    init<Value: Equatable>(
        _ format: ColumnFormat<Value>, _ path: any WritableKeyPath<TenantEntry, Value> & Sendable, isNullable: Bool
    ) {
        name = format.name
        type = format.type
        self.isNullable = isNullable
        write = { format.write($0[keyPath: path]) }
        put = { json, entry throws(TenantColumnError) in entry[keyPath: path] = try format.read(json) }
        compare = { $0[keyPath: path] == $1[keyPath: path] }
    }

    /// Makes the column of a value that may be absent.
    init<Value: Equatable>(
        _ format: ColumnFormat<Value>, _ path: any WritableKeyPath<TenantEntry, Value?> & Sendable
    ) {
        name = format.name
        type = format.type
        isNullable = true
        write = { $0[keyPath: path].map(format.write) ?? .null }
        put = { json, entry throws(TenantColumnError) in entry[keyPath: path] = try format.read(json) }
        compare = { $0[keyPath: path] == $1[keyPath: path] }
    }

    /// The value of the column for an entry, as JSON. It may hold secrets.
    func json(of entry: TenantEntry) -> JSON { write(entry) }

    /// The value of the column for an entry; NULL for what is as in the defaults, so that it follows them.
    func own(of entry: TenantEntry, defaults: TenantEntry) -> JSON {
        isNullable && compare(entry, defaults) ? .null : write(entry)
    }

    /// Sets the value in an entry from the column; NULL leaves the entry's value if the column may be NULL.
    func take(_ json: JSON, into entry: inout TenantEntry) throws(TenantColumnError) {
        if json.isNull, isNullable { return }
        try put(json, &entry)
    }

    /// Sets the value in an entry from the column, if one can be made of it.
    package func takeIfReadable(_ json: JSON, into entry: inout TenantEntry) {
        try? take(json, into: &entry)
    }
}
