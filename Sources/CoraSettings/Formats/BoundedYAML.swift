import Yams

/// Reads YAML whose size has bounds: a few lines of aliases can stand for more values than memory holds, and values deep in
/// each other use up the stack.
enum BoundedYAML {
    /// Says that a text is more than is read.
    struct TooMuch: Error, Equatable {
        /// What is too much, and what is wanted.
        var problem: String
    }

    /// The longest text, in bytes.
    static let mostBytes = 8 << 20
    /// The most aliases. Each may stand for others, so that so many can make a text some hundred times as long.
    static let mostAliases = 20
    /// The deepest nesting of brackets.
    static let mostBrackets = 32
    /// The furthest column at which a value may begin.
    static let furthestColumn = 200
    /// The most values that a text may come to, with those that its aliases stand for.
    static let mostValues = 500_000

    /// Reads the one document of a text; nil if there is none.
    /// - Throws: `TooMuch`, `YamlError`.
    static func compose(_ text: String) throws -> Node? {
        guard text.utf8.count <= mostBytes else {
            throw TooMuch(problem: "found \(text.utf8.count) bytes; at most \(mostBytes) are read")
        }
        let weight = YAMLWeight(text)
        guard weight.aliases <= mostAliases else {
            throw TooMuch(problem: "found \(weight.aliases) aliases (*name); at most \(mostAliases) are read")
        }
        guard weight.brackets <= mostBrackets, weight.column <= furthestColumn else {
            throw TooMuch(problem: "found values too deep in each other")
        }
        guard let node = try Yams.compose(yaml: text) else { return nil }
        var left = mostValues
        guard count(node, &left) else { throw TooMuch(problem: "found more than \(mostValues) values") }
        return node
    }

    /// Takes the values of a node from those that are left; false if there are more.
    private static func count(_ node: Node, _ left: inout Int) -> Bool {
        left -= 1
        guard left >= 0 else { return false }
        switch node {
        case .scalar, .alias: return true
        case .sequence(let nodes): return nodes.allSatisfy { count($0, &left) }
        case .mapping(let pairs): return pairs.allSatisfy { count($0.key, &left) && count($0.value, &left) }
        }
    }
}
