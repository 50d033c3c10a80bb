extension RedisURL {
    /// The highest number of a database that is taken; servers have 16, if nothing else is set.
    private static let highestDatabase = 1023

    /// Reads an address.
    /// - Throws: ``RedisURLFault``, which quotes nothing of it.
    package init(_ text: String) throws(RedisURLFault) {
        let (scheme, rest) = try Self.scheme(of: text)
        let (address, options) = try Self.options(of: rest)
        let parts = address.split(separator: "/", omittingEmptySubsequences: false)
        var path = parts.dropFirst()
        let (userInfo, hosts) = Self.authority(parts.first ?? "")
        if !scheme.isTLS && options.saysTLS || !scheme.isSentinel && options.saysSentinel { throw .uselessOption }
        credentials = try userInfo.map { info throws(RedisURLFault) in try Credentials(info) }
        place = try Self.place(hosts, isSentinel: scheme.isSentinel, path: &path)
        database = try Self.database(&path)
        sentinelCredentials = options.sentinelCredentials
        clientName = options["client_name"]
        tls = scheme.isTLS ? TLS(certificates: options["tls_ca"], serverName: options["tls_server_name"]) : nil
    }

    private struct Scheme {
        var isTLS: Bool
        var isSentinel: Bool
    }

    private static func scheme(of text: String) throws(RedisURLFault) -> (Scheme, Substring) {
        let schemes = ["redis://", "rediss://", "redis+sentinel://", "rediss+sentinel://"]
        guard let scheme = schemes.first(where: { text.lowercased().hasPrefix($0) }) else { throw .scheme }
        return (
            Scheme(isTLS: scheme.hasPrefix("rediss"), isSentinel: scheme.hasSuffix("sentinel://")),
            text.dropFirst(scheme.count)
        )
    }

    /// What stands before the hosts, up to the last `@`, and the hosts.
    private static func authority(_ text: Substring) -> (userInfo: Substring?, hosts: Substring) {
        guard let end = text.lastIndex(of: "@") else { return (nil, text) }
        return (text[..<end], text[text.index(after: end)...])
    }

    private static func place(
        _ text: Substring, isSentinel: Bool, path: inout ArraySlice<Substring>
    ) throws(RedisURLFault) -> Place {
        var hosts: [RedisHost] = []
        for host in text.split(separator: ",", omittingEmptySubsequences: false) {
            hosts.append(try RedisHost(host, port: isSentinel ? sentinelPort : port))
        }
        guard isSentinel else {
            guard hosts.count == 1 else { throw .severalHosts }
            return .server(hosts[0])
        }
        guard let master = path.popFirst(), !master.isEmpty else { throw .noMaster }
        return .sentinels(hosts, master: try decoded(master))
    }

    private static func database(_ path: inout ArraySlice<Substring>) throws(RedisURLFault) -> Int {
        let text = path.popFirst() ?? ""
        guard path.isEmpty else { throw .path }
        if text.isEmpty { return 0 }
        guard let number = Int(text), (0...highestDatabase).contains(number) else { throw .database }
        return number
    }

    /// A text with its `%` sequences replaced by the bytes that they stand for.
    fileprivate static func decoded(_ text: Substring) throws(RedisURLFault) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexadecimal), let low = rest.popFirst().flatMap(hexadecimal) else {
                throw .escape
            }
            bytes.append(high << 4 | low)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else { throw .escape }
        return decoded
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

// MARK: Options

extension RedisURL {
    private struct Options {
        static let names: Set = ["client_name", "tls_ca", "tls_server_name", "sentinel_user", "sentinel_password"]
        var values: [String: String] = [:]

        subscript(name: String) -> String? { values[name] }
        var saysTLS: Bool { values.keys.contains { $0.hasPrefix("tls_") } }
        var saysSentinel: Bool { values.keys.contains { $0.hasPrefix("sentinel_") } }
        var sentinelCredentials: Credentials? {
            values["sentinel_password"].map { Credentials(user: values["sentinel_user"], password: $0) }
        }
    }

    private static func options(of text: Substring) throws(RedisURLFault) -> (Substring, Options) {
        guard let mark = text.firstIndex(of: "?") else { return (text, Options()) }
        var options = Options()
        for pair in text[text.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard parts.count == 2, !parts[1].isEmpty, Options.names.contains(name), options.values[name] == nil else {
                throw .option
            }
            options.values[name] = try decoded(parts[1])
        }
        if options["sentinel_user"] != nil, options["sentinel_password"] == nil { throw .noPassword }
        return (text[..<mark], options)
    }
}

extension RedisURL.Credentials {
    /// Reads `user:password`, or `:password` for the default user.
    fileprivate init(_ text: Substring) throws(RedisURLFault) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[1].isEmpty else { throw .noPassword }
        user = parts[0].isEmpty ? nil : try RedisURL.decoded(parts[0])
        password = try RedisURL.decoded(parts[1])
    }
}

extension RedisHost {
    /// Reads `host`, `host:port` or `[address]:port`.
    fileprivate init(_ text: Substring, port standard: Int) throws(RedisURLFault) {
        var (name, rest) = (text, Substring())
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { throw .brackets }
            name = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.first == ":", name.contains(":") else { throw .brackets }
        } else if let colon = text.firstIndex(of: ":") {
            name = text[..<colon]
            rest = text[colon...]
            guard !rest.dropFirst().contains(":") else { throw .brackets }
        }
        guard !name.isEmpty else { throw .noHost }
        let digits = rest.dropFirst()
        guard digits.allSatisfy(\.isNumber), rest.isEmpty || Int(digits).map((1...65_535).contains) == true else {
            throw .port
        }
        self.init(try RedisURL.decoded(name), port: Int(digits) ?? standard)
    }
}
