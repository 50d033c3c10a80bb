import CoraCall
import CoraRealtime
import Yams

/// Reads a tenants file once, and collects what is wrong with it.
struct TenantReading {
    /// A place in the file.
    struct Place {
        /// The part of the file: `defaults`, `tenant "ray"`, or empty.
        var part: String
        /// The line, from 1.
        var line: Int?
    }

    /// A key with its value.
    private struct Entry {
        var key: String
        var value: Node
        var line: Int?
    }

    let file: String
    let models: TenantModels?
    let contents: (String) -> String?
    private(set) var problems: [String] = []
    private(set) var warnings: [String] = []
    /// The ids of tenants with the default instructions.
    private(set) var usual: Set<String> = []

    init(file: String, models: TenantModels?, contents: @escaping (String) -> String?) {
        self.file = file
        self.models = models
        self.contents = contents
    }

    /// The tenants, and the one for unknown numbers; valid only while ``problems`` is empty.
    mutating func read(_ root: Node.Mapping, defaults: Tenant) -> ([Tenant], Tenant?) {
        let known = ["default", "defaults", "tenants"]
        for (key, _) in root where !known.contains(key.string ?? "") {
            unknown(key.string ?? "?", among: known, at: Place(part: "", line: key.mark?.line))
        }
        var common = defaults
        if let node = root["defaults"], !Self.isUnset(node) {
            overlay(node, on: &common, Place(part: "defaults", line: node.mark?.line), isTenant: false)
        }
        guard let list = root["tenants"]?.sequence, !list.isEmpty else {
            report(
                "tenants", root["tenants"], "a list of at least one tenant",
                Place(part: "", line: root["tenants"]?.mark?.line))
            return ([], nil)
        }
        let fallback = root["default"].flatMap { Self.isUnset($0) ? nil : $0 }
        var tenants: [Tenant] = []
        for (index, node) in list.enumerated() {
            tenants.append(tenant(node, number: index + 1, common: common, fallback: fallback?.string))
        }
        checkUnique(tenants, in: list)
        let chosen = tenants.first { $0.id == fallback?.string }
        if let fallback, chosen == nil {
            report("default", fallback, "the id of a tenant", Place(part: "", line: fallback.mark?.line))
        }
        return (tenants, chosen)
    }

    private mutating func tenant(_ node: Node, number: Int, common: Tenant, fallback: String?) -> Tenant {
        var tenant = common
        let id = node.mapping?["id"]
        let name = id?.string.flatMap { $0.isEmpty ? nil : "tenant \"\($0)\"" } ?? "tenant \(number)"
        let place = Place(part: name, line: node.mark?.line)
        overlay(node, on: &tenant, place, isTenant: true)
        guard node.mapping != nil else { return tenant }
        let isID = { (text: String) in text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 } }
        if id?.string.map({ !$0.isEmpty && isID($0) }) != true {
            report("id", id, "a name of its own, without blanks", Place(part: name, line: id?.mark?.line ?? place.line))
        }
        tenant.id = id?.string ?? ""
        if tenant.numbers.isEmpty, node.mapping?["numbers"] == nil, tenant.id != fallback {
            report("numbers", nil, "at least one E.164 number, unless it is the default tenant", place)
        }
        if let conflict = tenant.manners.conflict {
            let seconds = tenant.manners.durationWarning.milliseconds / 1000
            report("manners.warningSeconds", Node("\(seconds)"), conflict, place)
        }
        if let conflict = tenant.limits.conflict, let soft = tenant.limits.dailySoft {
            report("limits.dailySoftUSD", Node(soft.text), conflict, place)
        }
        finish(&tenant, place)
        return tenant
    }

    /// Fills in the values that depend on others.
    private mutating func finish(_ tenant: inout Tenant, _ place: Place) {
        tenant.model = resolve(tenant.model, "model", for: .speech, place)
        tenant.transcriptionModel = resolve(tenant.transcriptionModel, "transcriptionModel", for: .transcription, place)
        if tenant.instructions.isEmpty {
            let path = TenantFile.defaultInstructionsFile
            take(path, into: &tenant) { reading in
                reading.report(
                    "instructions", nil, "instructions, instructionsFile, or a file \(path) beside this one", place)
            }
        }
        if tenant.instructions == contents(TenantFile.defaultInstructionsFile) { usual.insert(tenant.id) }
        tenant.instructions = Tenant.fill(tenant.instructions, Placeholders.values(of: tenant))
        let words = tenant.instructions.split(whereSeparator: \.isWhitespace).count
        if words > TenantFile.instructionWords {
            warnings.append(
                "\(file): \(place.part): instructions: \(words) words; more than \(TenantFile.instructionWords) "
                    + "make every turn slower and dearer")
        }
    }

    private mutating func resolve(_ name: String?, _ key: String, for role: ModelCatalog.Role, _ place: Place)
        -> String?
    {
        guard let name, let models else { return name }
        switch models.resolve(name, for: role) {
        case .use(let model, let found):
            warnings += found.map { "\(file): \(place.part): \(key): \($0)" }
            return model.name
        case .refused(let why):
            problems.append("\(at(place)): \(key): \(why)")
            return name
        }
    }

    private mutating func overlay(_ node: Node, on tenant: inout Tenant, _ place: Place, isTenant: Bool) {
        guard let mapping = node.mapping else {
            problems.append("\(at(place)): found \(Self.shown(node)); wanted keys and values")
            return
        }
        let entries = Self.entries(of: mapping, under: "")
        let keys = entries.map(\.key)
        if keys.contains("instructions"), keys.contains("instructionsFile") {
            problems.append("\(at(place)): instructionsFile: found beside instructions; wanted one of them")
        }
        for entry in entries where !Self.isUnset(entry.value) {
            let place = Place(part: place.part, line: entry.line ?? place.line)
            switch entry.key {
            case "id" where isTenant: continue
            case "numbers" where isTenant: tenant.numbers = numbers(entry.value, place)
            case "toolsAllowed": tenant.toolsAllowed = tools(entry.value, place)
            case "instructionsFile": instructions(entry.value, into: &tenant, place)
            default: put(entry, into: &tenant, place, isTenant: isTenant)
            }
        }
    }

    private mutating func put(_ entry: Entry, into tenant: inout Tenant, _ place: Place, isTenant: Bool) {
        guard let field = TenantField.named(entry.key) else {
            let known = TenantField.known + ["instructionsFile"] + (isTenant ? ["id", "numbers"] : [])
            unknown(entry.key, among: known, at: place)
            return
        }
        if let text = entry.value.scalar?.string, field.put(text, into: &tenant) { return }
        report(field.key, entry.value, field.wanted, place)
    }

    private mutating func numbers(_ node: Node, _ place: Place) -> [String] {
        let format = SettingFormat<String>.phoneNumber
        let nodes = node.sequence.map(Array.init) ?? [node]
        return nodes.compactMap { node in
            if let number = node.scalar.flatMap({ format.read($0.string) }) { return number }
            report("numbers", node, format.wanted, Place(part: place.part, line: node.mark?.line ?? place.line))
            return nil
        }
    }

    /// The names of tools; nil for `all`.
    private mutating func tools(_ node: Node, _ place: Place) -> [String]? {
        if node.scalar?.string == "all" { return nil }
        let format = SettingFormat<String>.word("")
        let names = node.sequence?.map { $0.scalar.flatMap { $0.string.isEmpty ? nil : format.read($0.string) } }
        guard let names, names.allSatisfy({ $0 != nil }) else {
            report("toolsAllowed", node, "a list of tools' names, or all", place)
            return nil
        }
        return names.compactMap { $0 }
    }

    private mutating func instructions(_ node: Node, into tenant: inout Tenant, _ place: Place) {
        let wanted = "a readable file, counted from this file's folder"
        guard let path = node.scalar?.string else { return report("instructionsFile", node, wanted, place) }
        take(path, into: &tenant) { $0.report("instructionsFile", node, wanted, place) }
    }

    private mutating func take(
        _ path: String, into tenant: inout Tenant, orElse missing: (inout TenantReading) -> Void
    ) {
        guard let text = contents(path), text.contains(where: { !$0.isWhitespace }) else { return missing(&self) }
        if let placeholder = Placeholders.unknown(in: text, allowing: AgentPrompt.placeholders) {
            problems.append(
                "\(path): found ${\(placeholder)}; wanted no placeholder but \(Placeholders.inInstructions)")
        }
        tenant.instructions = text
    }

    private mutating func checkUnique(_ tenants: [Tenant], in list: Node.Sequence) {
        var ids: Set<String> = []
        var owners: [String: String] = [:]
        for (tenant, node) in zip(tenants, list) where !tenant.id.isEmpty {
            let place = Place(part: "tenant \"\(tenant.id)\"", line: node.mark?.line)
            if !ids.insert(tenant.id).inserted {
                report("id", Node(tenant.id), "an id that no other tenant has", place)
            }
            for number in tenant.numbers {
                if let owner = owners.updateValue(tenant.id, forKey: number) {
                    report("numbers", Node(number), "a number of one tenant only; \"\(owner)\" has it too", place)
                }
            }
        }
    }
}

// Writes the lines of problems and warnings.
extension TenantReading {
    private mutating func report(_ key: String, _ found: Node?, _ wanted: String, _ place: Place) {
        let found = found.flatMap { Self.isUnset($0) ? nil : $0 }.map { "found \(Self.shown($0))" } ?? "not set"
        problems.append("\(at(place)): \(key): \(found); wanted \(wanted)")
    }

    private mutating func unknown(_ key: String, among known: [String], at place: Place) {
        let meant = Spelling.nearest(to: key, among: known)
        let wanted = meant.map { "the nearest known key is \($0)" } ?? "known are \(known.joined(separator: ", "))"
        problems.append("\(at(place)): unknown key \(Spelling.quoted(key)); \(wanted)")
    }

    private func at(_ place: Place) -> String {
        let line = place.line.map { "\(file):\($0)" } ?? file
        return place.part.isEmpty ? line : "\(line): \(place.part)"
    }

    private static func shown(_ node: Node) -> String {
        if let scalar = node.scalar { return Spelling.quoted(scalar.string) }
        guard let list = node.sequence else { return "keys and values" }
        return list.isEmpty ? "an empty list" : "a list"
    }

    /// Whether a value is empty or YAML's null, unquoted.
    private static func isUnset(_ node: Node) -> Bool {
        guard let scalar = node.scalar else { return false }
        return scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
    }

    private static func entries(of mapping: Node.Mapping, under prefix: String) -> [Entry] {
        mapping.flatMap { key, value in
            let name = prefix + (key.string ?? "?")
            if let inner = value.mapping { return entries(of: inner, under: name + ".") }
            return [Entry(key: name, value: value, line: key.mark?.line)]
        }
    }
}
