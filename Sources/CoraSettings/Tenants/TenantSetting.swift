import CoraCall
package import CoraTenant
package import CoraWire

/// What is wrong with the value of a tenant's setting, in words that follow the setting's name. Never holds a secret.
package struct TenantSettingError: Error, Equatable, CustomStringConvertible {
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}

/// One setting of a tenant: its name in `Config/tenants.yaml` and on the command line, what is wanted of it, where its
/// value goes, the column that keeps it, and how the file writes it. Each is declared once, in ``all``; the file, `cora
/// tenants`, rows, snapshots and the export follow from that.
package struct TenantSetting: Sendable {
    /// How a setting is treated.
    struct Traits: OptionSet {
        let rawValue: Int
        /// The text that it is given must not be shown: there are secrets in it.
        static let confidential = Traits(rawValue: 1)
        /// The database does not take an empty text for it.
        static let filled = Traits(rawValue: 2)
        /// Its column is NULL if it is as in the defaults.
        static let nullable = Traits(rawValue: 4)
        /// No call goes by it, so a call's snapshot of its tenant does not have it.
        static let outsideCalls = Traits(rawValue: 8)
    }

    /// The setting's name, dotted below `turnDetection`, `manners` and `limits`.
    package let key: String
    /// What is wanted, in words that follow "wanted".
    package let wanted: String
    /// The column that keeps it; nil for numbers, which are rows of their own.
    package let column: TenantColumn?
    /// How the tenants file writes it.
    let file: TenantFileForm
    let traits: Traits
    private let change: @Sendable (String, inout TenantEntry) throws(TenantSettingError) -> Void
    private let copy: @Sendable (TenantEntry, inout TenantEntry) -> Void
    private let write: @Sendable (TenantEntry) -> String?

    /// Makes a setting that always has a value.
    init<Value: Equatable>(
        _ key: String, _ format: SettingFormat<Value>, _ path: any WritableKeyPath<TenantEntry, Value> & Sendable,
        _ column: ColumnFormat<Value>?, file: TenantFileForm = .text, _ traits: Traits = []
    ) {
        self.init(
            key, format.wanted, path,
            column.map { TenantColumn($0, path, isNullable: traits.contains(.nullable)) }, file, traits,
            read: { text, _ throws(TenantSettingError) in try Self.value(of: text, format) }, write: format.write)
    }

    /// Makes a setting that need not have a value.
    init<Value: Equatable>(
        optional key: String, _ format: SettingFormat<Value>,
        _ path: any WritableKeyPath<TenantEntry, Value?> & Sendable, _ column: ColumnFormat<Value>,
        file: TenantFileForm = .text, _ traits: Traits = []
    ) {
        self.init(
            key, format.wanted, path, TenantColumn(column, path), file, traits,
            read: { text, _ throws(TenantSettingError) in try Self.value(of: text, format) },
            write: { $0.map(format.write) })
    }

    /// Makes the setting of tools, or of servers of tools: JSON with secrets in it, which the file does not have.
    init<Tool: Equatable>(
        _ key: String, _ form: ToolConfiguration.Form<Tool>,
        _ path: any WritableKeyPath<TenantEntry, [Tool]> & Sendable, _ column: String
    ) {
        self.init(
            key, form.wanted, path, TenantColumn(form.column(column), path, isNullable: false), .absent, .confidential,
            read: { text, known throws(TenantSettingError) in
                guard let json = try? JSON.parse(text) else {
                    throw TenantSettingError("not JSON; wanted \(form.wanted)")
                }
                return try form.read(json, known)
            }, write: { $0.isEmpty ? nil : form.write($0, false).text })
    }

    private init<Value>(
        _ key: String, _ wanted: String, _ path: any WritableKeyPath<TenantEntry, Value> & Sendable,
        _ column: TenantColumn?, _ file: TenantFileForm, _ traits: Traits,
        read: @escaping @Sendable (_ text: String, _ before: Value) throws(TenantSettingError) -> Value,
        write: @escaping @Sendable (Value) -> String?
    ) {
        self.key = key
        self.wanted = wanted
        self.column = column
        self.file = file
        self.traits = traits
        change = { text, entry throws(TenantSettingError) in
            entry[keyPath: path] = try read(text, entry[keyPath: path])
        }
        copy = { $1[keyPath: path] = $0[keyPath: path] }
        self.write = { write($0[keyPath: path]) }
    }

    private static func value<Value>(
        of text: String, _ format: SettingFormat<Value>
    ) throws(TenantSettingError) -> Value {
        guard let value = format.read(text) else { throw refusal(of: text, wanted: format.wanted) }
        return value
    }

    private static func refusal(of text: String, wanted: String) -> TenantSettingError {
        TenantSettingError("found \"\(text.prefix(80))\"; wanted \(wanted)")
    }

    /// Whether `Config/tenants.yaml` has it too; other settings are only in the database.
    package var isInFile: Bool {
        if case .absent = file { false } else { true }
    }

    /// Whether the text that it was given must not be shown, because there are secrets in it.
    package var isConfidential: Bool { traits.contains(.confidential) }

    /// Whether calls go by it.
    package var isOfCalls: Bool { !traits.contains(.outsideCalls) }

    /// The setting of that name; nil if there is none.
    package static func named(_ key: String) -> TenantSetting? {
        all.first { $0.key == key }
    }
}

// Reads and writes values.
extension TenantSetting {
    /// The setting's value as text; nil if it has none.
    package func text(of entry: TenantEntry) -> String? {
        write(entry)
    }

    /// The setting's value as JSON, as its column has it, but without secrets; null if it has no column.
    package func shown(_ entry: TenantEntry) -> JSON {
        guard isConfidential else { return column?.json(of: entry) ?? .null }
        return text(of: entry).flatMap { try? JSON.parse($0) } ?? .array([])
    }

    /// Sets the value from a text, or to the default if the text is empty.
    /// - Returns: false if the text is not what is wanted.
    package func put(_ text: String, into entry: inout TenantEntry, defaults: Tenant) -> Bool {
        guard text.isEmpty else { return accept(text, into: &entry) }
        carry(from: TenantEntry(defaults), into: &entry)
        return true
    }

    /// Sets the value from a text.
    /// - Returns: false if the text is not what is wanted.
    func accept(_ text: String, into entry: inout TenantEntry) -> Bool {
        (try? change(text, &entry)) != nil
    }

    /// Copies the value from `source` into `entry`.
    package func carry(from source: TenantEntry, into entry: inout TenantEntry) {
        copy(source, &entry)
    }

    /// Says what is wrong with a text that the setting refuses.
    package func refusal(of text: String, in entry: TenantEntry) -> String {
        var scratch = entry
        do throws(TenantSettingError) {
            if text.isEmpty, traits.contains(.filled) { throw Self.refusal(of: text, wanted: wanted) }
            try change(text, &scratch)
            return "wanted \(wanted)"
        } catch {
            return error.description
        }
    }
}
