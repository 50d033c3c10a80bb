import CoraCall
package import CoraTenant

extension ModelCatalog {
    /// What a model is wanted for.
    package enum Role: Sendable, Equatable {
        /// To talk with the caller.
        case speech
        /// To write down what the caller says.
        case transcription
    }

    /// What becomes of a configured model name.
    package enum Resolution: Sendable, Equatable {
        /// Use this model; `warnings` are whole sentences for the operator.
        case use(RealtimeModel, warnings: [String])
        /// The name cannot be used; the reason is a whole sentence that names what to use instead.
        case refused(String)
    }

    /// Decides what a configured model name means on a given day.
    ///
    /// Withdrawn names are replaced by their successor with a warning; a model whose retirement has come is refused; one
    /// that retires within `noticeDays` is used with a warning; a name the table lacks is used with a warning.
    package static func resolve(_ name: String, for role: Role = .speech, on date: CivilDay) -> Resolution {
        guard !name.isEmpty else {
            return .refused("The model name is empty; use \(standard(for: role)).")
        }
        guard var model = model(named: name) else {
            let warning = "The model \(name) is not in the table of known models; it is used as it stands."
            return .use(RealtimeModel(name, .unlisted), warnings: [warning])
        }
        if let reason = mismatch(of: model, called: name, with: role) { return .refused(reason) }
        if model.status == .withdrawn { return replace(model, called: name, for: role, on: date) }
        model.name = name
        guard let retirement = model.retirement else { return .use(model, warnings: []) }
        let successor = model.successor ?? standard(for: role)
        let daysLeft = date.days(until: retirement)
        if daysLeft <= 0 {
            return .refused("The model \(name) was retired on \(retirement); use \(successor).")
        }
        guard daysLeft <= noticeDays else { return .use(model, warnings: []) }
        let days = daysLeft == 1 ? "1 day" : "\(daysLeft) days"
        let warning = "The model \(name) is retired on \(retirement), in \(days); change to \(successor)."
        return .use(model, warnings: [warning])
    }

    private static func replace(
        _ withdrawn: RealtimeModel, called name: String, for role: Role, on date: CivilDay
    ) -> Resolution {
        let successor = withdrawn.successor ?? standard(for: role)
        let warning = "The model \(name) is withdrawn; \(successor) is used instead."
        // A successor is never itself withdrawn (a test holds the table to it), so this goes one step deep.
        switch resolve(successor, for: role, on: date) {
        case .use(let model, let warnings): return .use(model, warnings: [warning] + warnings)
        case .refused(let reason): return .refused(reason)
        }
    }

    private static func mismatch(of model: RealtimeModel, called name: String, with role: Role) -> String? {
        switch (role, model.tier) {
        case (.speech, .transcription):
            "The model \(name) only transcribes and cannot talk with a caller; use \(standard(for: role))."
        case (.transcription, .mini), (.transcription, .premium):
            "The model \(name) does not transcribe; use \(standard(for: role))."
        case (.transcription, .transcription) where !model.acceptsTurnDetection:
            "The model \(name) works only with turn detection off, which calls need on; use \(standard(for: role))."
        case (.speech, .mini), (.speech, .premium), (.transcription, .transcription), (_, .unlisted):
            nil
        }
    }

    private static func standard(for role: Role) -> String {
        switch role {
        case .speech: defaultModel
        case .transcription: defaultTranscriptionModel
        }
    }
}
