import CoraTenant
import SeededTesting
import Testing

struct OrderedMemoryTests {
    private func emptied(_ memory: OrderedMemory<String, Int>) -> [String] {
        var memory = memory
        var keys: [String] = []
        while let (key, _) = memory.takeOldest() { keys.append(key) }
        return keys
    }

    @Test func `what was put first is the oldest`() {
        var memory = OrderedMemory<String, Int>()
        #expect(memory.oldest == nil)
        #expect(memory.takeOldest() == nil)
        for (number, key) in ["a", "b", "c"].enumerated() { memory.put(number, for: key) }
        #expect(memory.oldest?.key == "a")
        #expect(memory["b"] == 1)
        #expect(memory["d"] == nil)
        #expect(emptied(memory) == ["a", "b", "c"])
    }

    @Test func `what is put again is the newest, with its new value`() {
        var memory = OrderedMemory<String, Int>()
        for key in ["a", "b", "c"] { memory.put(0, for: key) }
        memory.put(1, for: "a")
        memory.put(1, for: "c")
        #expect(memory.count == 3)
        #expect(memory["a"] == 1)
        #expect(emptied(memory) == ["b", "a", "c"])
    }

    @Test(arguments: ["a", "b", "c"])
    func `what is taken out is gone, wherever it stood`(key: String) {
        var memory = OrderedMemory<String, Int>()
        for (number, key) in ["a", "b", "c"].enumerated() { memory.put(number, for: key) }
        #expect(memory.remove(key) != nil)
        #expect(memory.remove(key) == nil)
        #expect(memory.count == 2)
        #expect(emptied(memory) == ["a", "b", "c"].filter { $0 != key })
        memory.put(9, for: key)
        #expect(emptied(memory).last == key)
    }

    @Test func `so many are kept: the newest`() {
        var memory = OrderedMemory<String, Int>()
        for number in 0..<10 { memory.put(number, for: "\(number)") }
        memory.keep(3)
        #expect(emptied(memory) == ["7", "8", "9"])
        memory.keep(0)
        #expect(memory.isEmpty)
        #expect(memory.oldest == nil)
        memory.put(1, for: "a")
        #expect(memory.oldest?.key == "a")
    }

    @Test(arguments: 0..<20)
    func `it is what a list and a dictionary are together`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var memory = OrderedMemory<Int, Int>()
        var (order, values): ([Int], [Int: Int]) = ([], [:])
        for step in 0..<2_000 {
            let key = Int.random(in: 0..<12, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0:
                #expect(memory.remove(key) == values.removeValue(forKey: key))
                order.removeAll { $0 == key }
            case 1:
                let first = order.isEmpty ? nil : order.removeFirst()
                #expect(memory.takeOldest()?.key == first)
                if let first { values[first] = nil }
            default:
                memory.put(step, for: key)
                order.removeAll { $0 == key }
                order.append(key)
                values[key] = step
            }
            #expect(memory.count == order.count)
            #expect(memory.oldest?.key == order.first)
            #expect(memory[key] == values[key])
        }
    }
}
