import CoraWire

/// The value of a JSON column in a row that is sent as JSON.
struct JSONColumn: Codable, Sendable, Equatable {
    var json: JSON

    init(_ json: JSON) {
        self.json = json
    }

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        json =
            if value.decodeNil() {
                .null
            } else if let flag = try? value.decode(Bool.self) {
                .bool(flag)
            } else if let number = try? value.decode(Int.self) {
                .int(number)
            } else if let number = try? value.decode(Double.self) {
                .double(number)
            } else if let text = try? value.decode(String.self) {
                .string(text)
            } else if let list = try? value.decode([JSONColumn].self) {
                .array(list.map(\.json))
            } else {
                .object(try value.decode([String: JSONColumn].self).mapValues(\.json))
            }
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch json {
        case .null: try value.encodeNil()
        case .bool(let flag): try value.encode(flag)
        case .int(let number): try value.encode(number)
        case .double(let number): try value.encode(number)
        case .string(let text): try value.encode(text)
        case .array(let list): try value.encode(list.map(JSONColumn.init))
        case .object(let members): try value.encode(members.mapValues(JSONColumn.init))
        }
    }
}
