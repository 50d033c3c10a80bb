import CoraWire

/// A fault as JSON names it: for the control port and `cora standin --fault`.
///
/// `{"scope": "response", "fault": "stalls", "after_audio_ms": 600, "count": 2, "skip": 1}`
struct FaultForm: Sendable {
    /// What the fault befalls, such as `dial`: one of ``scopes``.
    let scope: String
    /// Its name, unique in its scope.
    let name: String
    /// The members of its own.
    let fields: [Field]
    /// Reads those members, which have passed ``fields``.
    let read: @Sendable (JSON) throws(APIError) -> StandInFault

    init(
        _ scope: String, _ name: String, _ fields: [Field] = [],
        read: @escaping @Sendable (JSON) throws(APIError) -> StandInFault
    ) {
        self.scope = scope
        self.name = name
        self.fields = fields
        self.read = read
    }

    /// How often, and after how many that go well.
    private static let timing: [Field] = [
        .optional("count", .stringOr(strings: .choice(["always"]), others: .integer(1...1_000_000))),
        .optional("skip", .integer(0...1_000_000)),
    ]

    private static let schema = Schema.tagged(
        "scope",
        Dictionary(grouping: all, by: \.scope).mapValues { forms in
            .tagged(
                "fault",
                Dictionary(
                    forms.map { ($0.name, .object($0.fields + timing)) }, uniquingKeysWith: { first, _ in first }))
        })

    /// Reads a fault that befalls live sessions at its moment, by its name and its own members.
    ///
    /// - Throws: ``APIError`` when there is no such fault, or a member is wrong.
    static func sessionFault(_ name: String, _ members: JSON) throws(APIError) -> SessionFault {
        let forms = all.filter { $0.scope == "session" }
        guard let form = forms.first(where: { $0.name == name }) else {
            throw APIError(
                code: "invalid_value",
                message: "Invalid value: '\(name)'. Supported values are: \(list(forms.map(\.name))).")
        }
        try Schema.object(form.fields).check(members, at: "")
        guard let fault = try form.read(members).session else {
            throw APIError(type: "server_error", message: "'\(name)' is no fault of a session.")
        }
        return fault
    }

    private static let scopes = ["dial", "session", "turn", "response", "secret", "call", "hangup", "sideband"]

    /// The names of every scope, a line each, for help texts.
    static var names: [String] {
        scopes.map { scope in
            "\(scope): \(all.filter { $0.scope == scope }.map(\.name).joined(separator: ", "))"
        }
    }

    private static func list(_ names: [String]) -> String {
        names.map { "'\($0)'" }.joined(separator: ", ")
    }
}

extension PlannedFault {
    /// Why a fault in JSON cannot be planned.
    package struct Malformed: Error, Sendable, Equatable, CustomStringConvertible {
        /// What is wrong with it.
        package let description: String
    }

    /// The names of the faults, a line a scope, for help texts.
    package static var names: [String] { FaultForm.names }

    /// Reads a fault, or a list of faults, as text in JSON.
    ///
    /// - Throws: ``Malformed``.
    package static func read(_ text: String) throws(Malformed) -> [PlannedFault] {
        let json: JSON
        do { json = try JSON.parse(text) } catch {
            throw Malformed(description: "not JSON: \(error.message) at byte \(error.offset)")
        }
        do { return try read(json) } catch { throw Malformed(description: error.message) }
    }

    /// Reads a fault, or a list of faults.
    ///
    /// - Throws: ``APIError`` for the first that is wrong.
    static func read(_ json: JSON) throws(APIError) -> [PlannedFault] {
        guard let list = json.array else { return [try PlannedFault(json)] }
        var faults: [PlannedFault] = []
        for element in list { faults.append(try PlannedFault(element)) }
        return faults
    }

    private init(_ json: JSON) throws(APIError) {
        try FaultForm.check(json)
        guard
            let form = FaultForm.all.first(where: {
                $0.scope == json["scope"]?.string && $0.name == json["fault"]?.string
            })
        else { throw APIError(type: "server_error", message: "There is no such fault.") }
        let isAlways = json["count"]?.string == "always"
        self.init(
            try form.read(json), count: isAlways ? nil : json["count"]?.int ?? 1, skip: json["skip"]?.int ?? 0)
    }
}

extension FaultForm {
    fileprivate static func check(_ json: JSON) throws(APIError) { try schema.check(json, at: "") }
}
