import CoraTenant
import Foundation

/// What the columns of a file of listings are taken for. Pure.
package struct ListingHeader: Sendable, Equatable {
    /// A column that is taken.
    package struct Taken: Sendable, Equatable {
        /// Its place among the columns, from 0.
        package var column: Int
        /// Its name in the file.
        package var name: String
        /// What it says.
        package var field: ListingField
    }

    /// A column that is passed over.
    package struct Ignored: Sendable, Equatable {
        /// Its name in the file; may be empty.
        package var name: String
        /// Why, in words; nil if its name is not known.
        package var reason: String?
    }

    /// The columns that are taken, in the order of the file.
    package private(set) var taken: [Taken] = []
    /// The columns that are passed over, in the order of the file.
    package private(set) var ignored: [Ignored] = []
    /// What makes the file useless, in words; all of it.
    package private(set) var problems: [String] = []

    /// Matches names with fields.
    /// - Parameters:
    ///   - names: the names of the file's columns, in order.
    ///   - isStrict: whether a column that has to be there may not be missing: not so where every listing names its own.
    package init(_ names: [String], isStrict: Bool = true) {
        let columns = names.enumerated().map {
            Column(place: $0, name: $1.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        var chosen: [Int: ListingField] = [:]
        var reasons: [Int: String] = [:]
        for (field, known) in ListingField.names {
            let fitting = columns.compactMap { column in
                known.firstIndex(of: column.key).map { (rank: $0, column: column) }
            }.sorted { ($0.rank, $0.column.place) < ($1.rank, $1.column.place) }
            guard let best = fitting.first else { continue }
            if field.takesSeveral {
                for (_, column) in fitting { chosen[column.place] = field }
                continue
            }
            chosen[best.column.place] = field
            for (rank, column) in fitting.dropFirst() {
                reasons[column.place] = "“\(best.column.name)” is taken for the \(field.words)"
                if rank == best.rank {
                    problems.append(
                        "\(Self.pair(best.column, column)) name the \(field.words); one of them has to go or be renamed"
                    )
                }
            }
        }
        Self.dropHalfPoint(&chosen, &reasons)
        for column in columns {
            if let field = chosen[column.place] {
                taken.append(Taken(column: column.place, name: column.name, field: field))
            } else {
                ignored.append(Ignored(name: column.name, reason: reasons[column.place]))
            }
        }
        if isStrict { addMissing(columns, chosen) }
    }

    /// Whether the file says this.
    package func has(_ field: ListingField) -> Bool { taken.contains { $0.field == field } }

    /// The columns of the table that the file says something about.
    var columns: Set<ListingColumn> {
        Set(ListingColumn.allCases.filter { $0.fields.contains(where: has) })
    }

    private struct Column {
        var place: Int
        var name: String
        var key: String

        init(place: Int, name: String) {
            (self.place, self.name, key) = (place, name, ListingHeader.key(name))
        }
    }

    /// A name without what files write in different ways: case, blanks, underscores, signs and accents.
    static func key(_ name: String) -> String {
        // Nearly all of them are ASCII: every row has some words that are looked up by this.
        if name.utf8.allSatisfy({ $0 < 0x80 }) {
            let lower = name.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
            return String(
                decoding: lower.filter { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }, as: UTF8.self)
        }
        let plain = FoldedText.ascii(name).folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
        return String(plain.filter { $0.isLetter || $0.isNumber })
    }

    private static func pair(_ first: Column, _ second: Column) -> String {
        first.name == second.name
            ? "columns \(first.place + 1) and \(second.place + 1) (“\(first.name)”) both"
            : "“\(first.name)” and “\(second.name)” both"
    }

    /// One degree is no point on the map.
    private static func dropHalfPoint(_ chosen: inout [Int: ListingField], _ reasons: inout [Int: String]) {
        for (field, other) in [(ListingField.latitude, ListingField.longitude), (.longitude, .latitude)] {
            guard let column = chosen.first(where: { $0.value == field })?.key,
                !chosen.values.contains(other)
            else { continue }
            chosen[column] = nil
            reasons[column] = "there is no \(other.words)"
        }
    }

    // MARK: What is missing

    /// What every file has to have: one of the fields of each.
    private static let required: [(words: String, fields: [ListingField], examples: String)] = [
        ("address", [.address, .streetName], "Address, Street Address"), ("city", [.city], "City, Town"),
        ("price", [.price], "List Price, Price"), ("bedrooms", [.beds], "Beds, Bedrooms, BR"),
        ("baths", [.baths, .fullBaths], "Baths, Bathrooms"),
    ]

    private mutating func addMissing(_ columns: [Column], _ chosen: [Int: ListingField]) {
        for (words, fields, examples) in Self.required where !fields.contains(where: has) {
            let near = columns.first { chosen[$0.place] == nil && Self.isNear($0.key, fields) }
            let hint = near.map { "; “\($0.name)” is nearly one" } ?? ""
            problems.append("no column for the \(words) (such as \(examples))\(hint)")
        }
    }

    /// Whether a name may be a misspelt one of these fields'.
    private static func isNear(_ key: String, _ fields: [ListingField]) -> Bool {
        guard (4...40).contains(key.count) else { return false }
        return ListingField.names.lazy.filter { fields.contains($0.field) }.flatMap(\.names).contains { name in
            name.count >= 4 && abs(name.count - key.count) <= 2
                && EditDistance.between(name, key) <= (name.count < 8 ? 1 : 2)
        }
    }
}
