import CoraWire
import NIOCore
import Testing

@testable import CoraStandIn

struct StandInItemTests {
    private func create(_ id: String, after previous: JSON? = nil) -> JSON {
        var event: [String: JSON] = [
            "type": "conversation.item.create",
            "item": [
                "id": .string(id), "type": "message", "role": "user",
                "content": [["type": "input_text", "text": "x"]],
            ],
        ]
        event["previous_item_id"] = previous
        return .object(event)
    }

    @Test func `items go to the end, to the beginning, or behind another`() {
        var peer = StandInPeer.configured()
        #expect(peer.send(create("b"))[0]["previous_item_id"] == .null)
        #expect(peer.send(create("d"))[0]["previous_item_id"] == "b")
        #expect(peer.send(create("c", after: "b"))[0]["previous_item_id"] == "b")
        #expect(peer.send(create("a", after: "root"))[0]["previous_item_id"] == .null)
        #expect(peer.session.conversation.items.map(\.id) == ["a", "b", "c", "d"])
    }

    @Test func `a session that is told of the first turn goes on with the second`() {
        var peer = StandInPeer.configured(
            .immediate(turns: [
                .at(once: "One moment.", heard: "A person, please."), .at(once: "I'll see to it.", heard: "Yes."),
            ]))
        let past: JSON = [
            "type": "message", "role": "user", "content": [["type": "input_text", "text": "A person, please."]],
        ]
        peer.send(["type": "conversation.item.create", "item": past])
        #expect(peer.takeTurn().said == "I'll see to it.")
    }

    @Test func `an unknown place and an id that is taken are refused`() {
        var peer = StandInPeer.configured()
        peer.send(create("a"))
        #expect(peer.send(create("b", after: "nowhere")).errorCode == "invalid_value")
        #expect(peer.send(create("a")).errorCode == "invalid_value")
        #expect(peer.session.conversation.items.count == 1)
    }

    @Test func `retrieve gives back the audio that events leave out`() throws {
        var peer = StandInPeer.configured()
        let added = try #require(peer.takeTurn().first("conversation.item.added")?["item"])
        #expect(added["content"] == [["type": "input_audio", "transcript": .null]])
        let events = peer.send(["type": "conversation.item.retrieve", "item_id": added["id"] ?? .null])
        let audio = events[0]["item"]?["content"]?[0]?["audio"]?.string
        #expect(audio.flatMap(bytes(ofBase64:))?.readableBytes == 700 * 8)
    }

    @Test func `a deleted item is gone`() {
        var peer = StandInPeer.configured()
        peer.send(create("a"))
        #expect(peer.send(["type": "conversation.item.delete", "item_id": "a"]).types == ["conversation.item.deleted"])
        #expect(
            peer.send(["type": "conversation.item.delete", "item_id": "a"]).errorCode == "item_delete_invalid_item_id")
        #expect(
            peer.send(["type": "conversation.item.retrieve", "item_id": "a"]).errorCode
                == "item_retrieve_invalid_item_id")
    }

    @Test func `a long conversation forgets its oldest items, and the audio of old ones, not their length`() {
        var conversation = StandInConversation(id: "conv")
        for number in 0..<StandInConversation.itemLimit + 10 {
            var item = StandInConversation.Item(id: "\(number)", object: [:])
            item.audio = ByteBuffer(repeating: 0xFF, count: 8_000)
            item.milliseconds = 1_000
            _ = conversation.append(item)
        }
        #expect(conversation.items.count == StandInConversation.itemLimit)
        #expect(conversation.items.first?.id == "10")
        #expect(conversation.items.first?.audio.readableBytes == 0)
        #expect(conversation.items.first?.milliseconds == 1_000)
        #expect(conversation.items.map(\.audio.readableBytes).reduce(0, +) <= StandInConversation.audioLimit)
        #expect(conversation.items.last?.audio.readableBytes == 8_000)
    }
}
