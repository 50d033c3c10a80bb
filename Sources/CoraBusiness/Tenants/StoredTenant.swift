package import CoraSettings

/// A tenant as it was found in the database.
package struct StoredTenant: Sendable, Equatable {
    /// The tenant's id, also if it cannot be used.
    package var id: String
    /// The tenant's numbers, also if it cannot be used.
    package var numbers: [String]
    /// The tenant's entry; nil if none can be made of the row.
    package var entry: TenantEntry?
    /// Why the tenant cannot be used, one line each; empty if it can.
    package var problems: [String]
    /// The problems of values that the entry could not take, by the setting's name: writing the entry would lose what
    /// is in the row.
    var unreadable: [String: String] = [:]

    init(id: String, numbers: [String], entry: TenantEntry?, problems: [String]) {
        self.id = id
        self.numbers = numbers
        self.entry = entry
        self.problems = problems
    }
}
