package import CoraBusiness
import CoraWire

/// What an import of listings says at the terminal. Text of the file's is shown without what a terminal would obey.
package enum ImportReport {
    /// What the columns are taken for, and which are passed over.
    package static func columns(_ header: ListingHeader, _ format: ListingFile.Format, file: String) -> String {
        var lines = ["\(file): \(kind(format))"]
        let taken = header.taken.map { column in
            let name = TerminalText.clean(column.name)
            return name.lowercased() == column.field.words ? name : "\(name) (\(column.field.words))"
        }
        if !taken.isEmpty { lines.append("  taken    " + taken.joined(separator: ", ")) }
        let ignored = header.ignored.compactMap { column -> String? in
            let name = TerminalText.clean(column.name)
            guard !name.isEmpty else { return nil }
            return column.reason.map { "\(name) (\(TerminalText.clean($0)))" } ?? name
        }
        if !ignored.isEmpty { lines.append("  ignored  " + ignored.joined(separator: ", ")) }
        return lines.joined(separator: "\n")
    }

    private static func kind(_ format: ListingFile.Format) -> String {
        switch format {
        case .json: "JSON"
        case .csv(.comma): "CSV with commas"
        case .csv(.semicolon): "CSV with semicolons"
        case .csv(.tab): "CSV with tabs"
        case .csv(.bar): "CSV with bars"
        }
    }

    /// The problems, a line each, and how many more there are.
    package static func problems(_ problems: ListingProblems, file: String) -> [String] {
        var lines = problems.kept.map { TerminalText.clean("\(file):\($0.text)") }
        let more = problems.count - problems.kept.count
        if more > 0 { lines.append("and \(grouped(more)) more problems") }
        return lines
    }

    /// What was changed, in one line; and what was not done, in another.
    package static func summary(
        _ figures: PropertyImport.Figures, _ problems: ListingProblems, _ plan: PropertyImport.Plan
    ) -> [String] {
        var parts = [
            "\(grouped(figures.added)) new", "\(grouped(figures.changed)) changed",
            "\(grouped(figures.unchanged)) unchanged",
        ]
        if plan.isComplete { parts.append("\(grouped(figures.withdrawn)) withdrawn") }
        if figures.others > 0 { parts.append("\(grouped(figures.others)) of other tenants passed over") }
        parts.append("\(grouped(problems.listings)) with problems")
        let would = plan.isRehearsal ? "would be: " : ""
        var lines = [would + parts.joined(separator: ", ")]
        if figures.isHeldBack {
            lines.append(
                "nothing is withdrawn: a listing with problems counts as unknown, not as gone. Mend the file and import it "
                    + "again")
        }
        if plan.isRehearsal { lines.append("nothing was changed (--dry-run)") }
        return lines
    }

    /// Why nothing was changed.
    package static func refusal(_ error: PropertyImportError, _ plan: PropertyImport.Plan) -> String {
        switch error {
        case .noTenant: "there is no tenant \"\(plan.tenant)\"; `cora tenants` lists them"
        case .busy: "another import for \(plan.tenant) is under way; nothing was changed"
        case .tooManyProblems(let faulty, let count):
            "nothing was changed: \(grouped(faulty)) of \(grouped(count)) listings have problems, so the file itself "
                + "seems to be wrong"
        case .wouldWithdraw(let absent, let listed):
            "nothing was changed: \(grouped(absent)) of \(grouped(listed)) listings are not in the file, more than half. "
                + "If it is the right file and has all of them, say --yes"
        case .postgres(let error): "\(error); nothing was changed"
        }
    }

    private static func grouped(_ number: Int) -> String { TerminalStyle.grouped(number) }
}

/// The progress of an import as text: a line that is written anew on a terminal, else a line for each tenth of a long
/// import.
package struct ImportProgress: Sendable {
    /// Shorter imports have no lines.
    private static let long = 5_000

    private let isTerminal: Bool
    private var phase = ""
    private var tenth = 0

    /// - Parameter isTerminal: whether a carriage return goes back to the beginning of the line.
    package init(isTerminal: Bool) {
        self.isTerminal = isTerminal
    }

    /// What is to be written now; nil for nothing.
    package mutating func text(_ progress: PropertyImport.Progress) -> String? {
        let (name, words, tenth, count) =
            switch progress {
            case .reading(let listings, let bytes, let all):
                (
                    "read", "\(TerminalStyle.grouped(listings)) listings read, \(bytes * 100 / max(all, 1)) %",
                    bytes * 10 / max(all, 1), listings
                )
            case .writing(let count, let all):
                (
                    "written", "\(TerminalStyle.grouped(count)) of \(TerminalStyle.grouped(all)) listings written",
                    count * 10 / max(all, 1), all
                )
            }
        // ECMA-48, EL: what stands behind the cursor is erased.
        if isTerminal { return "\r\(words)\u{1B}[K" }
        if name != phase { (phase, self.tenth) = (name, 0) }
        guard count >= Self.long, tenth > self.tenth else { return nil }
        self.tenth = tenth
        return words + "\n"
    }

    /// What takes the line away; empty where none stands.
    package var end: String { isTerminal ? "\r\u{1B}[K" : "" }
}
