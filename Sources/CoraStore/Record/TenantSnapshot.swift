import CoraCall
import CoraSettings
package import CoraTenant
import CoraWire

/// A tenant as it was when a call began, as JSON, so that a process that takes the call up again says the same things.
/// The tenant's own tools stand in it without their secrets, for people to see; a snapshot that is read gets its tools
/// from the tenant directory.
package enum TenantSnapshot {
    private static let settings = TenantSetting.all.filter(\.isOfCalls)

    /// The tenant as JSON text.
    package static func text(of tenant: Tenant) -> String {
        let entry = TenantEntry(tenant)
        var members: [String: JSON] = [
            "id": .string(tenant.id), "numbers": .array(tenant.numbers.map(JSON.string)),
        ]
        for setting in settings {
            if let column = setting.column { members[column.name] = setting.shown(entry) }
        }
        return JSON.object(members).text
    }

    /// Reads the tenant; nil if the text is not a snapshot. Missing members have a tenant's default values.
    package static func tenant(from text: String) -> Tenant? {
        guard let json = try? JSON.parse(text), let id = json["id"]?.string, let agent = json["agent_name"]?.string
        else { return nil }
        let numbers = (json["numbers"]?.array ?? []).compactMap(\.string)
        var entry = TenantEntry(Tenant(id: id, numbers: numbers, agentName: agent))
        for setting in settings where !setting.isConfidential {
            guard let column = setting.column, let value = json[column.name] else { continue }
            column.takeIfReadable(value, into: &entry)
        }
        return entry.tenant
    }
}
