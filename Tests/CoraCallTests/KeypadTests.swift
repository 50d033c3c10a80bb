import CoraCall
import CoraTenant
import Testing

struct KeypadTests {
    private let start = CallInstant(nanoseconds: 0)
    private var pause: CallInstant { start + .milliseconds(1500) }

    private func press(_ keys: String, on keypad: inout Keypad) -> String? {
        keys.map { keypad.pressed($0, at: start) }.last ?? nil
    }

    @Test func `a pause ends the row`() {
        var keypad = Keypad(pause: .milliseconds(1500))
        #expect(press("12*", on: &keypad) == nil)
        #expect(keypad.deadline == pause)
        #expect(keypad.deadlineReached(at: start + .milliseconds(1499)) == nil)
        #expect(keypad.deadlineReached(at: pause) == "12*")
        #expect(keypad.deadline == nil)
        #expect(keypad.deadlineReached(at: pause + .seconds(9)) == nil)
    }

    @Test func `each key begins the pause anew`() {
        var keypad = Keypad(pause: .milliseconds(1500))
        _ = keypad.pressed("1", at: start)
        _ = keypad.pressed("2", at: start + .seconds(1))

        #expect(keypad.deadlineReached(at: pause) == nil)
        #expect(keypad.deadlineReached(at: pause + .seconds(1)) == "12")
    }

    @Test func `the hash key ends the row and is not part of it`() {
        var keypad = Keypad(pause: .milliseconds(1500))
        #expect(press("12#", on: &keypad) == "12")
        #expect(keypad.deadline == nil)
    }

    @Test func `a hash key alone is a row`() {
        var keypad = Keypad(pause: .milliseconds(1500))
        #expect(press("#", on: &keypad) == nil)
        #expect(keypad.deadlineReached(at: pause) == "#")
    }

    @Test func `a row keeps its first 32 keys`() {
        var keypad = Keypad(pause: .milliseconds(1500))
        #expect(press(String(repeating: "1", count: 32) + "2345#", on: &keypad) == String(repeating: "1", count: 32))
    }
}
