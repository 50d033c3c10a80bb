import Testing

@testable import CoraRedis

struct RedisKeyTests {
    // What `CLUSTER KEYSLOT` says; RedisServerTests asks a server.
    @Test(arguments: [
        ("123456789", 12_739), ("foo", 12_182), ("{foo}bar", 12_182), ("bar{foo}", 12_182), ("foo{}bar", 14_292),
        ("foo{{bar}}zap", 4015), ("foo{bar}{zap}", 5061), ("", 0),
    ])
    func `a key's slot is the server's`(key: String, slot: Int) {
        #expect(KeySlot.slot(of: key) == slot)
    }

    @Test func `keys of one tag share a slot, whatever is in them`() {
        for tag in ["acme", "", "}", "{}", "{x", "a}b", "%", "ä", "a:b"] {
            let keys = [
                RedisKey("cora", tag: tag, ["calls"]), RedisKey("cora", tag: tag, ["spend", "2026-12-01"]),
                RedisKey("co{ra}", tag: tag, ["{other}"]), RedisKey("", tag: tag, []),
            ]
            #expect(Set(keys.map(\.slot)).count == 1, "\(tag)")
        }
        #expect(RedisKey("cora", tag: "acme", []).slot != RedisKey("cora", tag: "bolt", []).slot)
    }

    @Test func `a name is readable, and no two names are one`() {
        #expect(RedisKey("cora", tag: "acme", ["calls", "CA1"]).text == "cora:{acme}:calls:CA1")
        let keys = [
            RedisKey("c", tag: "a", ["b:c"]), RedisKey("c", tag: "a", ["b", "c"]), RedisKey("c", tag: "a:b", ["c"]),
            RedisKey("c", tag: "a", ["b%3Ac"]), RedisKey("c", tag: "", []), RedisKey("c", tag: "%", []),
            RedisKey("c", tag: "a}", []), RedisKey("c", tag: "a", ["}"]), RedisKey("c:{a}", tag: "b", []),
        ]
        #expect(Set(keys.map(\.text)).count == keys.count)
    }
}
