package import CoraWire

/// A file of listings, read a part at a time: CSV, or JSON as a list of objects. Pure: the bytes are there already.
package struct ListingFile: Sendable {
    /// A file has no more bytes than that: it is held in memory.
    package static let sizeLimit = 512 << 20

    /// The formats of files.
    package enum Format: Sendable, Equatable {
        /// A table, and what stands between its cells.
        case csv(CSVReader.Separator)
        /// A list of objects.
        case json
    }

    private enum Source: Sendable {
        case csv(ListingTable)
        case json(ListingObjects)
    }

    /// How many bytes there are.
    package let size: Int
    /// What the columns are taken for.
    package let header: ListingHeader
    /// The format that the bytes turned out to have.
    package let format: Format
    /// What is wrong with the listings that were read so far.
    package private(set) var problems: ListingProblems
    /// How many listings were read so far, those with problems among them.
    package private(set) var count = 0
    private var source: Source
    private var lines: [Key: Int] = [:]

    /// What a listing is known by in a file.
    private struct Key: Hashable {
        var tenant: String?
        var id: String
    }

    /// Finds the format and the columns.
    /// - Parameter kept: how many problems are kept; all are counted.
    /// - Throws: `PropertyFileError` for a file of which nothing can be read: what is wrong, and all that is missing.
    package init(_ bytes: [UInt8], keeping kept: Int = 20) throws(PropertyFileError) {
        size = bytes.count
        problems = ListingProblems(keeping: kept)
        guard size <= Self.sizeLimit else {
            throw PropertyFileError(["1:1: \(size >> 20) MB are too many; wanted at most \(Self.sizeLimit >> 20)"])
        }
        guard !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) else {
            throw PropertyFileError(["1:1: the text is UTF-16; save the file as UTF-8 (in Excel: “CSV UTF-8”)"])
        }
        if Self.isJSON(bytes) {
            let objects = try ListingObjects(bytes)
            (format, header, source) = (.json, objects.header, .json(objects))
        } else {
            let table = try ListingTable(bytes)
            (format, header, source) = (.csv(table.separator), table.header, .csv(table))
        }
        guard header.problems.isEmpty else { throw PropertyFileError(header.problems.map { "1:1: \($0)" }) }
    }

    /// How many bytes were read so far.
    package var offset: Int {
        switch source {
        case .csv(let table): table.offset
        case .json(let objects): objects.offset
        }
    }

    /// Reads further.
    /// - Parameter most: how many listings it reads at most, those with problems among them.
    /// - Returns: the sound ones of them; nil at the end of the file.
    package mutating func next(_ most: Int) -> [PropertyListing]? {
        var listings: [PropertyListing] = []
        for number in 0..<most {
            guard let record = nextRecord() else { return number == 0 ? nil : listings }
            count += 1
            let (listing, wrong) = ListingReader.read(record, header)
            problems.add(wrong)
            guard let listing else { continue }
            if let first = lines.updateValue(record.line, forKey: Key(tenant: listing.tenant, id: listing.id)) {
                problems.add([twice(listing, record, first)])
            } else {
                listings.append(listing)
            }
        }
        return listings
    }

    private mutating func nextRecord() -> ListingRecord? {
        switch source {
        case .csv(var table):
            // The reader in it moves, its bytes are shared.
            let record = table.next()
            source = .csv(table)
            return record
        case .json(var objects):
            let record = objects.next()
            source = .json(objects)
            return record
        }
    }

    /// The first of two listings with one id stands.
    private func twice(_ listing: PropertyListing, _ record: ListingRecord, _ first: Int) -> ListingProblem {
        let cell = record[.id]
        return ListingProblem(
            line: cell?.line ?? record.line, column: cell?.column ?? record.column, name: cell?.name,
            message: "“\(listing.id)” is on line \(first) already; wanted each listing once")
    }

    /// Whether the first byte that says anything opens a list or an object.
    private static func isJSON(_ bytes: [UInt8]) -> Bool {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        let first = text.first { !" \t\r\n".utf8.contains($0) }
        return first == UInt8(ascii: "[") || first == UInt8(ascii: "{")
    }
}
