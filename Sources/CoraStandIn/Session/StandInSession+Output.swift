import CoraSpeech
import CoraWire
import NIOCore

// A response's own events, in the order of 6.2 and 6.6.
extension StandInSession {
    /// Does every step of a response that is due, and sets a timer for the next one.
    mutating func runResponse(_ id: String) {
        while !isSilent, let action = responses[id]?.nextStep(at: now) {
            switch action {
            case .openMessage: openMessage(id)
            case .transcript(let word): sendTranscript(word, of: id)
            case .audio(let audio, let milliseconds): sendAudio(audio, milliseconds: milliseconds, of: id)
            case .text(let word): sendText(word, of: id)
            case .closeMessage: closeMessage(id, status: isCut(id) ? "incomplete" : "completed")
            case .call(let call): sendCall(call, of: id)
            case .halfCall(let call): sendCall(call, of: id, isCut: true)
            case .mcpCall(let call): sendMCPCall(call, of: id)
            case .finish(let outcome): finish(id, outcome)
            }
        }
        if !isSilent, let deadline = responses[id]?.nextDeadline { timers.schedule(.response(id), at: deadline) }
    }

    /// Whether the response has reached its token limit and is about to end.
    private func isCut(_ id: String) -> Bool {
        guard case .finish(.outOfTokens) = responses[id]?.steps.first?.action else { return false }
        return true
    }

    private mutating func openMessage(_ id: String) {
        guard let run = responses[id] else { return }
        let message = ResponseRun.OpenMessage(id: identifiers.next("item_"), outputIndex: run.output.count)
        responses[id]?.message = message
        var item = StandInConversation.Item(
            id: message.id, object: run.item(message, status: "in_progress", content: []))
        item.isAssistantAudio = !run.isText
        addItem(item, of: run, outputIndex: message.outputIndex)
        let part: JSON = run.isText ? ["type": "text", "text": ""] : ["type": "audio", "transcript": ""]
        send("response.content_part.added", run.place(of: message).merging(["part": part]) { $1 })
    }

    /// Sends the events with which an item of a response begins, and adds it to the conversation.
    mutating func addItem(_ item: StandInConversation.Item, of run: ResponseRun, outputIndex: Int) {
        send(
            "response.output_item.added",
            ["response_id": .string(run.id), "output_index": .int(outputIndex), "item": item.object])
        guard !run.parameters.isOutOfBand else { return }
        let previous = conversation.append(item)
        send(
            "conversation.item.added",
            ["item": item.object, "previous_item_id": previous.map { .string($0) } ?? .null])
    }

    /// Sends the events with which an item of a response ends.
    mutating func endItem(_ object: JSON, of run: ResponseRun, outputIndex: Int) {
        if !run.parameters.isOutOfBand {
            send("conversation.item.done", ["item": object, "previous_item_id": previousID(of: object)])
        }
        send(
            "response.output_item.done",
            ["response_id": .string(run.id), "output_index": .int(outputIndex), "item": object])
        responses[run.id]?.output.append(object)
    }

    private func previousID(of object: JSON) -> JSON {
        guard let index = conversation.items.firstIndex(where: { $0.id == object["id"]?.string }), index > 0 else {
            return .null
        }
        return .string(conversation.items[index - 1].id)
    }

    private mutating func sendTranscript(_ word: String, of id: String) {
        responses[id]?.message?.text += word
        sendDelta("response.output_audio_transcript.delta", .string(word), of: id)
    }

    private mutating func sendText(_ word: String, of id: String) {
        responses[id]?.message?.text += word
        sendDelta("response.output_text.delta", .string(word), of: id)
    }

    private mutating func sendAudio(_ audio: ByteBuffer, milliseconds: Int, of id: String) {
        guard let message = responses[id]?.message else { return }
        responses[id]?.sentMilliseconds += milliseconds
        conversation.update(message.id) { item in
            item.audio.writeImmutableBuffer(audio)
            item.milliseconds += milliseconds
        }
        if responses[id]?.parameters.isOutOfBand == false { voiceIsLocked = true }
        audioQueued(milliseconds: milliseconds, of: id)
        sendDelta("response.output_audio.delta", .string(base64(audio)), of: id)
        audioDeltaCount += 1
        if audioDeltaCount == configuration.faults.abortAfterAudioDeltas { abort() }
        audioSent(milliseconds: responses[id]?.sentMilliseconds ?? 0)
    }

    private mutating func sendDelta(_ type: String, _ delta: JSON, of id: String) {
        guard let run = responses[id], let message = run.message else { return }
        send(type, run.place(of: message).merging(["delta": delta]) { $1 })
    }

    /// Sends the closing events of the response's open message; does nothing when none is open.
    mutating func closeMessage(_ id: String, status: String) {
        guard let run = responses[id], let message = run.message else { return }
        responses[id]?.message = nil
        responses[id]?.lastMessage = message
        let place = run.place(of: message)
        let text = JSON.string(message.text)
        let part: JSON
        let content: JSON
        if run.isText {
            send("response.output_text.done", place.merging(["text": text]) { $1 })
            part = ["type": "text", "text": text]
            content = ["type": "output_text", "text": text]
        } else {
            send("response.output_audio.done", place)
            send("response.output_audio_transcript.done", place.merging(["transcript": text]) { $1 })
            part = ["type": "audio", "transcript": text]
            content = ["type": "output_audio", "transcript": text]
        }
        send("response.content_part.done", place.merging(["part": part]) { $1 })
        let object = run.item(message, status: .string(status), content: [content])
        conversation.update(message.id) { $0.object = object }
        endItem(object, of: run, outputIndex: message.outputIndex)
        responses[id]?.usage.output =
            run.usage.output
            + StandInUsage.Count(
                text: StandInUsage.text(message.text),
                audio: StandInUsage.assistantAudio(milliseconds: run.sentMilliseconds))
    }
}

extension ResponseRun {
    /// The members that say where in a response an event belongs.
    func place(of message: OpenMessage) -> [String: JSON] {
        [
            "response_id": .string(id), "item_id": .string(message.id), "output_index": .int(message.outputIndex),
            "content_index": 0,
        ]
    }

    /// The item object of a message.
    func item(_ message: OpenMessage, status: JSON, content: JSON) -> JSON {
        [
            "id": .string(message.id), "type": "message", "role": "assistant", "status": status, "content": content,
        ]
    }
}
