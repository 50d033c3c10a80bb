import CoraCall
package import CoraTenant
package import CoraWire

/// A row of `tenants` as a JSON object, column by column; its numbers are rows of `tenant_numbers`.
package struct TenantRow: Sendable, Equatable {
    /// Says that no entry can be made of a row, in words.
    package struct Malformed: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// What can be made of a row.
    package struct Reading: Sendable {
        /// The tenant; what cannot be read is as in the defaults.
        package var entry: TenantEntry
        /// The columns of which no value can be made, by the setting's name, with one line each.
        package var unreadable: [String: String] = [:]
    }

    /// The names of the columns.
    package static let columns = ["id"] + TenantSetting.all.compactMap { $0.column?.name }

    /// The values by the column's name.
    package let members: [String: JSON]

    /// Reads the text of `to_jsonb`.
    /// - Throws: `Malformed` if it is not an object.
    package init(_ text: String) throws(Malformed) {
        guard let members = (try? JSON.parse(text))?.object else { throw Self.misshapen("the row") }
        self.members = members
    }

    /// Makes the row of a tenant. A value that is as in `defaults`, and may be NULL, is NULL: it follows the instance's
    /// settings.
    package init(_ entry: TenantEntry, defaults: Tenant) {
        let usual = TenantEntry(defaults)
        var members: [String: JSON] = ["id": .string(entry.tenant.id)]
        for column in TenantSetting.all.compactMap(\.column) {
            members[column.name] = column.own(of: entry, defaults: usual)
        }
        self.members = members
    }

    /// Makes the tenant of the row; a column that is NULL is as in `defaults`.
    /// - Parameter numbers: the tenant's rows of `tenant_numbers`.
    /// - Throws: `Malformed` if a column is missing, or not of its type's shape.
    package func read(numbers: [String], defaults: Tenant) throws(Malformed) -> Reading {
        guard let id = members["id"]?.string else { throw Self.misshapen("id") }
        var reading = Reading(entry: TenantEntry(defaults))
        reading.entry.tenant.id = id
        reading.entry.tenant.numbers = numbers.sorted()
        for setting in TenantSetting.all {
            guard let column = setting.column else { continue }
            guard members.keys.contains(column.name) || column.isNullable else {
                throw Malformed(description: "\(column.name): the column is missing")
            }
            do throws(TenantColumnError) {
                try column.take(members[column.name] ?? .null, into: &reading.entry)
            } catch {
                guard case .meaning(let words) = error else { throw Self.misshapen(column.name) }
                reading.unreadable[setting.key] = "\(setting.key): \(words)"
            }
        }
        return reading
    }

    private static func misshapen(_ place: String) -> Malformed {
        Malformed(description: "\(place): not of the shape that is wanted there")
    }
}
