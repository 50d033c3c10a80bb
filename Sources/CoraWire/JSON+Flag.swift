extension JSON {
    /// Reads the boolean under a key at the top of an object in place; builds no value from any other part of the text.
    ///
    /// - Returns: nil when the text is not an object, the key is missing, or its value is not a boolean. Nothing after
    ///   the value is read.
    package static func flag(_ key: StaticString, in text: String) -> Bool? {
        var text = text
        return text.withUTF8 { utf8 in
            var scanner = JSONScanner(UnsafeRawBufferPointer(utf8))
            do {
                try scanner.enterObject()
                while let name = try scanner.nextKey() {
                    if scanner.matches(name, key) { return try scanner.peekKind() == .bool ? scanner.bool() : nil }
                    try scanner.skipValue()
                }
            } catch {}
            return nil
        }
    }
}
