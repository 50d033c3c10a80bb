extension JSON {
    /// The boolean under a key at the top of an object, found in place: nothing else of the text is made into values.
    ///
    /// Returned: nil if the text is no object, or the key is not there or not a boolean. The text is only looked at as
    /// far as the key.
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
