/// The settings in force and where each came from, as `cora config` prints them. It holds no secret.
package struct SettingsReport: Sendable, Equatable {
    /// One setting.
    package struct Row: Sendable, Equatable {
        /// The setting's name in the environment.
        package var name: String
        /// The setting's value, redacted if it is secret.
        package var value: String
        /// Where the value came from.
        package var source: SettingsSource
    }

    /// The settings of one topic.
    package struct Section: Sendable, Equatable {
        /// The heading.
        package var title: String
        /// Its settings.
        package var rows: [Row]
    }

    /// All settings.
    package var sections: [Section] = []

    package init() {}

    /// The table, ending in a line break. Values too long for the width are cut.
    ///
    /// - Parameter columns: the width of the terminal; less than 60 is taken as 60.
    package func text(columns: Int = 100) -> String {
        let rows = sections.flatMap(\.rows)
        let names = rows.map(\.name.count).max() ?? 0
        let sources = rows.map(\.source.description.count).max() ?? 0
        let room = max(12, max(60, columns) - 2 - names - 2 - 2 - sources)
        let values = min(room, rows.map(\.value.count).max() ?? 0)
        var text = ""
        for section in sections {
            text += (text.isEmpty ? "" : "\n") + section.title + "\n"
            for row in section.rows {
                let cells = [
                    Self.cell(row.name, names), Self.cell(row.value, values), row.source.description,
                ]
                text += Self.withoutTrailingBlanks("  " + cells.joined(separator: "  ")) + "\n"
            }
        }
        return text
    }

    private static func cell(_ text: String, _ width: Int) -> String {
        let cut = text.count > width ? text.prefix(width - 1) + "…" : text[...]
        return cut + String(repeating: " ", count: width - cut.count)
    }

    private static func withoutTrailingBlanks(_ line: String) -> String {
        var line = line[...]
        while line.last == " " { line.removeLast() }
        return String(line)
    }
}
