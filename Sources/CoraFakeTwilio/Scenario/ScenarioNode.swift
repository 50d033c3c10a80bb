import CoraWire
import Yams

/// One value in a scenario file, with the file, line and key that an error about it has to name.
struct ScenarioNode {
    let node: Node
    let file: String
    let key: String

    /// Reads a YAML text.
    ///
    /// - Throws: ``ScenarioError`` when the text is not YAML, or empty.
    init(yaml: String, file: String) throws(ScenarioError) {
        self.file = file
        self.key = ""
        do {
            guard let node = try Yams.compose(yaml: yaml) else {
                throw ScenarioError(file: file, line: nil, key: "", problem: "the file is empty")
            }
            self.node = node
        } catch let error as ScenarioError {
            throw error
        } catch {
            throw ScenarioError(file: file, line: nil, key: "", problem: "not valid YAML: \(error)")
        }
    }

    private init(node: Node, file: String, key: String) {
        self.node = node
        self.file = file
        self.key = key
    }

    /// An error about this value.
    func wrong(_ problem: String) -> ScenarioError {
        ScenarioError(file: file, line: node.mark?.line, key: key, problem: problem)
    }

    /// Checks that this is a mapping with no keys but these.
    ///
    /// - Throws: ``ScenarioError`` when it is not.
    func allow(_ keys: String...) throws(ScenarioError) {
        guard let mapping = node.mapping else { throw wrong("a mapping is wanted, found \(found)") }
        for key in mapping.keys {
            let name = key.string ?? "?"
            if keys.contains(name) { continue }
            let place = ScenarioNode(node: key, file: file, key: path(name))
            throw place.wrong("no such key; there are \(keys.joined(separator: ", "))")
        }
    }

    /// The value of that key; nil when the mapping does not have it.
    func optional(_ name: String) -> ScenarioNode? {
        guard let value = node.mapping?[name] else { return nil }
        return ScenarioNode(node: value, file: file, key: path(name))
    }

    /// The value of that key.
    ///
    /// - Throws: ``ScenarioError`` when the mapping does not have it.
    func required(_ name: String) throws(ScenarioError) -> ScenarioNode {
        guard let value = optional(name) else {
            throw ScenarioNode(node: node, file: file, key: path(name)).wrong("missing")
        }
        return value
    }

    /// The one key of a mapping that has just one, and its value.
    func only() throws(ScenarioError) -> (name: String, value: ScenarioNode) {
        guard let mapping = node.mapping, mapping.count == 1, let pair = mapping.first, let name = pair.key.string
        else {
            throw wrong("one step, written `- name: value`, is wanted, found \(found)")
        }
        return (name, ScenarioNode(node: pair.value, file: file, key: path(name)))
    }

    /// The elements of a list.
    func list() throws(ScenarioError) -> [ScenarioNode] {
        guard let sequence = node.sequence else { throw wrong("a list is wanted, found \(found)") }
        return sequence.enumerated().map { ScenarioNode(node: $1, file: file, key: "\(key)[\($0)]") }
    }

    /// Whether this is a list.
    var isList: Bool { node.sequence != nil }

    /// Whether this is a mapping.
    var isMapping: Bool { node.mapping != nil }

    /// A text, or a list of texts; none of them empty.
    func texts() throws(ScenarioError) -> [String] {
        guard isList else { return [try text()] }
        var texts: [String] = []
        for element in try list() { texts.append(try element.text()) }
        return texts
    }

    /// A text that is not empty.
    func text() throws(ScenarioError) -> String {
        guard let text = node.scalar?.string, !text.isEmpty else { throw wrong("a text is wanted, found \(found)") }
        return text
    }

    /// A whole number of at least zero.
    func count() throws(ScenarioError) -> Int {
        guard let value = node.int, value >= 0, value <= 86_400_000 else {
            throw wrong("a whole number from 0 is wanted, found \(found)")
        }
        return value
    }

    /// `true` or `false`.
    func truth() throws(ScenarioError) -> Bool {
        guard let value = node.bool else { throw wrong("true or false is wanted, found \(found)") }
        return value
    }

    /// One of the raw values of `Choice`.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ type: Choice.Type
    ) throws(ScenarioError) -> Choice {
        let text = try text()
        guard let choice = Choice(rawValue: text) else {
            let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw wrong("one of \(names) is wanted, found \(text)")
        }
        return choice
    }

    /// Any value, as JSON.
    func json() throws(ScenarioError) -> JSON {
        if let mapping = node.mapping {
            var members: [String: JSON] = [:]
            for key in mapping.keys {
                guard let name = key.string else { throw wrong("keys must be texts") }
                members[name] = try required(name).json()
            }
            return .object(members)
        }
        if node.sequence != nil {
            var elements: [JSON] = []
            for element in try list() { elements.append(try element.json()) }
            return .array(elements)
        }
        return scalarJSON
    }

    private var scalarJSON: JSON {
        // A quoted scalar is a text even where it looks like a number.
        if node.scalar?.style == .doubleQuoted || node.scalar?.style == .singleQuoted {
            return .string(node.scalar?.string ?? "")
        }
        if node.null != nil { return .null }
        if let value = node.bool { return .bool(value) }
        if let value = node.int { return .int(value) }
        if let value = node.float { return .double(value) }
        return .string(node.scalar?.string ?? "")
    }

    private func path(_ name: String) -> String {
        key.isEmpty ? name : "\(key).\(name)"
    }

    private var found: String {
        if node.mapping != nil { return "a mapping" }
        if node.sequence != nil { return "a list" }
        let text = node.scalar?.string ?? ""
        return text.isEmpty ? "nothing" : "\"\(text)\""
    }
}
