import CoraCall
import CoraRealtime
import CoraTenant
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
        var common = TenantEntry(defaults)
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

    private mutating func tenant(_ node: Node, number: Int, common: TenantEntry, fallback: String?) -> Tenant {
        var entry = common
        let id = node.mapping?["id"]
        let name = id?.string.flatMap { $0.isEmpty ? nil : "tenant \(Spelling.quoted($0))" } ?? "tenant \(number)"
        let place = Place(part: name, line: node.mark?.line)
        overlay(node, on: &entry, place, isTenant: true)
        var tenant = entry.tenant
        guard node.mapping != nil else { return tenant }
        let isID = { (text: String) in text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 } }
        if id?.string.map({ !$0.isEmpty && isID($0) }) != true {
            report("id", id, "a name of its own, without blanks", Place(part: name, line: id?.mark?.line ?? place.line))
        }
        tenant.id = id?.string ?? ""
        if tenant.numbers.isEmpty, node.mapping?["numbers"] == nil, tenant.id != fallback {
            report("numbers", nil, "at least one E.164 number, unless it is the default tenant", place)
        }
        for conflict in TenantSetting.conflicts(in: tenant) {
            report(conflict.key, Node(conflict.found), conflict.wanted, place)
        }
        finish(&tenant, place)
        return tenant
    }

    /// Fills in the values that depend on others.
    private mutating func finish(_ tenant: inout Tenant, _ place: Place) {
        tenant.model = resolve(tenant.model, "model", for: .speech, place)
        tenant.transcriptionModel = resolve(tenant.transcriptionModel, "transcriptionModel", for: .transcription, place)
        // Another API has models of its own.
        if tenant.fallbackBaseURL == nil {
            tenant.fallbackModel = resolve(tenant.fallbackModel, "fallbackModel", for: .speech, place)
        }
        if tenant.instructions.isEmpty {
            let path = TenantFile.defaultInstructionsFile
            take(path, into: &tenant) { reading in
                reading.report(
                    "instructions", nil, "instructions, instructionsFile, or a file \(path) beside this one", place)
            }
        }
        if tenant.instructions == contents(TenantFile.defaultInstructionsFile) { usual.insert(tenant.id) }
        tenant.instructions = Placeholders.fill(tenant.instructions, for: tenant)
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

    private mutating func overlay(_ node: Node, on tenant: inout TenantEntry, _ place: Place, isTenant: Bool) {
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
            case "instructionsFile": instructions(entry.value, into: &tenant.tenant, place)
            default: put(entry, into: &tenant, place, isTenant: isTenant)
            }
        }
    }

    private mutating func put(_ entry: Entry, into tenant: inout TenantEntry, _ place: Place, isTenant: Bool) {
        if let list = TenantSetting.fileList(entry.key, ofTenant: isTenant) {
            guard let all = list.all else { return list.put(texts(entry, of: list, place), &tenant) }
            return list.put(texts(entry, of: list, or: all, place), &tenant)
        }
        guard let key = TenantSetting.fileKey(entry.key) else {
            let known = TenantSetting.fileKeys + ["instructionsFile"] + (isTenant ? ["id", "numbers"] : [])
            return unknown(entry.key, among: known, at: place)
        }
        if let text = entry.value.scalar?.string, key.put(text, &tenant) { return }
        report(entry.key, entry.value, key.wanted, place)
    }

    /// The texts of a list, for which one text may stand; each that is not wanted is a problem of its own.
    private mutating func texts(_ entry: Entry, of list: TenantFileList, _ place: Place) -> [String] {
        let nodes = entry.value.sequence.map(Array.init) ?? [entry.value]
        return nodes.compactMap { node in
            if let text = list.text(node.scalar?.string) { return text }
            report(entry.key, node, list.wanted, Place(part: place.part, line: node.mark?.line ?? place.line))
            return nil
        }
    }

    /// The texts of a list; nil for the word that stands for no list.
    private mutating func texts(_ entry: Entry, of list: TenantFileList, or word: String, _ place: Place) -> [String]? {
        if entry.value.scalar?.string == word { return nil }
        let texts = entry.value.sequence?.map { list.text($0.scalar?.string) }
        guard let texts, !texts.contains(nil) else {
            report(entry.key, entry.value, list.wanted, place)
            return nil
        }
        return texts.compactMap(\.self)
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
            let place = Place(part: "tenant \(Spelling.quoted(tenant.id))", line: node.mark?.line)
            if !ids.insert(tenant.id).inserted {
                report("id", Node(tenant.id), "an id that no other tenant has", place)
            }
            for number in tenant.numbers {
                if let owner = owners.updateValue(tenant.id, forKey: number) {
                    report(
                        "numbers", Node(number), "a number of one tenant only; \(Spelling.quoted(owner)) has it too",
                        place)
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
