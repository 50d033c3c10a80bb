import CLibPQ

/// A statement's parameters as libpq wants them: one run of NUL-terminated texts, and a type for each.
struct PostgresParameters {
    private(set) var types: [Oid] = []
    private var bytes: [UInt8] = []
    private var starts: [Int?] = []

    /// Encodes the values, and replaces in them what PostgreSQL cannot store (see `PostgresValue`).
    init(_ values: [PostgresValue]) {
        types.reserveCapacity(values.count)
        starts.reserveCapacity(values.count)
        for value in values {
            types.append(value.type)
            guard value != .null else {
                starts.append(nil)
                continue
            }
            starts.append(bytes.count)
            PostgresText.append(value, to: &bytes)
            bytes.append(0)
        }
    }

    /// Lends the texts to libpq.
    func withPointers<Value>(_ body: ([UnsafePointer<CChar>?]) -> Value) -> Value {
        bytes.withUnsafeBytes { buffer in
            let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            return body(starts.map { start in start.flatMap { base?.advanced(by: $0) } })
        }
    }
}

extension PostgresValue {
    /// The object id of the type (PostgreSQL: `src/include/catalog/pg_type.dat`); 0 lets the server infer it.
    fileprivate var type: Oid {
        switch self {
        case .null: 0
        case .text: 25
        case .int: 20
        case .double: 701
        case .bool: 16
        case .numeric: 1700
        case .uuid: 2950
        case .timestamp: 1184
        case .json: 3802
        case .bytes: 17
        case .textArray: 1009
        case .intArray: 1016
        case .doubleArray: 1022
        case .boolArray: 1000
        case .numericArray: 1231
        case .uuidArray: 2951
        case .timestampArray: 1185
        case .jsonArray: 3807
        }
    }
}
