import CoraWire

/// The listings of a JSON file: a list of objects, or an object that has such a list. Pure.
struct ListingObjects: Sendable {
    /// Members that may hold the list; OData services call theirs `value`.
    private static let lists = ["properties", "listings", "value"]
    /// How many names of members are looked at.
    private static let mostNames = 2_000

    /// What the names of members are taken for.
    let header: ListingHeader
    /// How many bytes were read so far.
    private(set) var offset: Int
    private let bytes: [UInt8]
    private var mark: TextPlace
    private var fields: [String: (field: ListingField, name: String)] = [:]

    /// Reads the whole text once: it is JSON to its end, and these are the names in it.
    /// - Throws: `PropertyFileError`.
    init(_ bytes: [UInt8]) throws(PropertyFileError) {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let survey: Survey
        do throws(JSONError) {
            survey = try bytes.withUnsafeBytes { all in
                Result { () throws(JSONError) in try Survey(UnsafeRawBufferPointer(rebasing: all[start...])) }
            }.get()
        } catch {
            var place = TextPlace(offset: start)
            place.move(to: start + error.offset, in: bytes)
            throw PropertyFileError(["\(place.line):\(place.column): this is not JSON: \(error.message)"])
        }
        guard let list = survey.list else {
            throw PropertyFileError(["1:1: the file has to be a list of listings: [{\"id\": …, \"address\": …}, …]"])
        }
        (self.bytes, offset, mark) = (bytes, start + list, TextPlace(offset: start))
        header = ListingHeader(survey.names, isStrict: !survey.names.isEmpty)
        for taken in header.taken { fields[taken.name] = (taken.field, taken.name) }
    }

    /// The next listing; nil at the end.
    mutating func next() -> ListingRecord? {
        while offset < bytes.count, " \t\r\n,".utf8.contains(bytes[offset]) { offset += 1 }
        guard offset < bytes.count, bytes[offset] != UInt8(ascii: "]") else {
            offset = bytes.count
            return nil
        }
        mark.move(to: offset, in: bytes)
        // The copies share their memory; the scanner's offsets count from where the value begins.
        let (bytes, start, fields) = (bytes, offset, fields)
        var place = mark
        let (record, length) = bytes.withUnsafeBytes { all in
            Self.record(UnsafeRawBufferPointer(rebasing: all[start...]), fields) { offset in
                place.move(to: start + offset, in: bytes)
                return place
            }
        }
        mark = place
        offset = start + max(length, 1)
        return record
    }

    private static func record(
        _ bytes: UnsafeRawBufferPointer, _ fields: [String: (field: ListingField, name: String)],
        _ place: (Int) -> TextPlace
    ) -> (ListingRecord, Int) {
        var scanner = JSONScanner(bytes)
        let start = place(0)
        var record = ListingRecord(line: start.line, column: start.column)
        do throws(JSONError) {
            guard try scanner.peekKind() == .object else {
                try scanner.skipValue()
                record.faults.append(
                    ListingProblem(
                        line: start.line, column: start.column,
                        message: "found no object; wanted {\"id\": …, \"address\": …}"))
                return (record, scanner.offset)
            }
            try scanner.enterObject()
            while let key = try scanner.nextKey() {
                guard let (field, name) = fields[scanner.decoded(key)] else { continue }
                if let cell = try cell(&scanner, name, place) { record.add(cell, field) }
            }
        } catch {
            // The survey has read all of it: this does not happen, and if it does, it is said.
            record.faults.append(
                ListingProblem(line: start.line, column: start.column, message: "this is not JSON: \(error.message)"))
            return (record, bytes.count)
        }
        return (record, scanner.offset)
    }

    private static func cell(
        _ scanner: inout JSONScanner, _ name: String, _ place: (Int) -> TextPlace
    ) throws(JSONError) -> ListingCell? {
        let kind = try scanner.peekKind()
        let there = place(scanner.offset)
        var cell = ListingCell(text: "", line: there.line, column: there.column, name: name)
        switch kind {
        case .null:
            try scanner.skipValue()
            return nil
        case .string: cell.text = ListingValue.trimmed(scanner.decoded(try scanner.string()))
        case .bool: cell.text = try scanner.bool() ? "true" : "false"
        case .number:
            let number = try scanner.number()
            cell.text = String(decoding: scanner.bytes[number.range], as: UTF8.self)
            cell.number = Double(cell.text)
        case .array:
            cell.list = try list(&scanner)
            if cell.list == nil { cell.fault = fault(cell, "a list of something else than texts") }
        case .object:
            try scanner.skipValue()
            cell.fault = fault(cell, "an object")
        }
        return cell
    }

    private static func fault(_ cell: ListingCell, _ found: String) -> ListingProblem {
        ListingProblem(
            line: cell.line, column: cell.column, name: cell.name, message: "found \(found); wanted a text or a number")
    }

    /// The texts of a list; nil if something else is in it.
    private static func list(_ scanner: inout JSONScanner) throws(JSONError) -> [String]? {
        var texts: [String]? = []
        try scanner.enterArray()
        while try scanner.nextElement() {
            if try scanner.peekKind() == .string {
                texts?.append(scanner.decoded(try scanner.string()))
            } else {
                try scanner.skipValue()
                texts = nil
            }
        }
        return texts
    }

    /// Where the list begins, and the names of its objects' members.
    private struct Survey {
        /// The offset behind the list's opening bracket; nil if there is no list.
        var list: Int?
        /// The names, each once, in the order in which they come.
        var names: [String] = []
        private var known: Set<String> = []

        init(_ bytes: UnsafeRawBufferPointer) throws(JSONError) {
            var scanner = JSONScanner(bytes)
            switch try scanner.peekKind() {
            case .array: try walk(&scanner)
            case .object:
                try scanner.enterObject()
                while let key = try scanner.nextKey() {
                    guard list == nil, ListingObjects.lists.contains(scanner.decoded(key)),
                        try scanner.peekKind() == .array
                    else { continue }
                    try walk(&scanner)
                }
            case .null, .bool, .number, .string: break
            }
            try scanner.finish()
        }

        private mutating func walk(_ scanner: inout JSONScanner) throws(JSONError) {
            try scanner.enterArray()
            list = scanner.offset
            while try scanner.nextElement() {
                guard try scanner.peekKind() == .object else { continue }
                try scanner.enterObject()
                while let key = try scanner.nextKey() {
                    let name = scanner.decoded(key)
                    if names.count < ListingObjects.mostNames, known.insert(name).inserted { names.append(name) }
                }
            }
        }
    }
}
