import CoraCall
import CoraRealtime
import CoraTenant
import CoraWire
import Logging
import NIOCore

// What the core does with what the model's leg receives, and how it dials.
extension CallCore {
    /// Dials the model on the call's event loop, unless a write that failed has ended the call.
    func dial(_ route: ModelRoute) {
        guard let tenant = ticket?.tenant, conversation.termination == nil else { return }
        let address = services.dialer.address(for: tenant, by: route)
        if let wait = services.dialer.breakers.wait(for: address, at: now) {
            return happened(
                .modelLost(ModelLoss("many dials in a row have failed: waiting for one that tries", wait: wait)))
        }
        let leg = ModelLeg(address)
        // The dial before this one may still be under way; it is let go only when it is no longer the call's.
        let former = model
        model = leg
        former.close()
        if caller.abilities.contains(.connectsToModel) { return connect(by: route) }
        open(leg, tenant, by: route) { self.dialled(leg, $0) }
    }

    /// A dial of the call's model has succeeded or failed.
    func dialled(_ leg: ModelLeg, _ result: Result<Void, ModelLoss>) {
        // Another dial has taken its place, or the call is over.
        guard model === leg, conversation.termination == nil else { return leg.close() }
        switch result {
        case .success: happened(.modelOpened)
        case .failure(let loss): happened(.modelLost(loss))
        }
    }

    /// Opens a leg's socket on the call's event loop; `dialled` runs there. The address's breaker hears of a failure.
    /// - Parameter call: the call between a browser and the model that the socket joins; nil for a session of its own.
    func open(
        _ leg: ModelLeg, _ tenant: Tenant, by route: ModelRoute, joining call: String? = nil,
        dialled: @escaping (Result<Void, ModelLoss>) -> Void
    ) {
        let bound = NIOLoopBound((core: self, leg: leg), eventLoop: loop)
        let longest = services.dialer.longestMessage
        let configure: @Sendable (any Channel) throws -> Void = { channel in
            try channel.pipeline.syncOperations.addHandler(
                MediaSocketHandler(
                    bound.value.leg.socket, ModelListener(bound.value.core, bound.value.leg), longestMessage: longest))
        }
        let opened =
            call.map { services.dialer.join($0, of: tenant, by: route, on: loop, configure: configure) }
            ?? services.dialer.dial(tenant, by: route, on: loop, configure: configure)
        opened.assumeIsolated().whenComplete { result in
            if case .failure = result { self.services.dialer.breakers.failed(leg.address, at: self.now) }
            dialled(result.mapError { ModelLoss(dialling: $0) })
        }
    }

    /// Lets go of the model's socket: nothing that it still says concerns the call.
    func dropModel() {
        let former = model
        model = ModelLeg()
        if !former.isReady, former.socket.isOpen { services.dialer.breakers.failed(former.address, at: now) }
        former.close()
        dropSuccessor()
        // A session between the browser and the model lives on without our socket, which is opened again; the call's end
        // is its end too.
        if conversation.termination != nil { hangUp(peers.forgetAll()) }
    }

    /// Tells the model something.
    func tell(_ order: ModelOrder) {
        if case .configure = order {
            if let ticket { model.configure(services.session(of: ticket)) }
        } else {
            peers.told(order)
            model.tell(order)
        }
    }

    // MARK: Messages

    /// A message from the model arrived. Audio path.
    /// - Parameter message: valid within the call.
    func modelMessage(_ message: UnsafeRawBufferPointer) {
        if takeAudio(message) { return }
        do throws(ServerEventError) {
            take(try ServerEvent.decode(message), message)
        } catch {
            log.warning("an event from the model was not understood", metadata: [LogKey.reason: "\(error)"])
            take(.unknownFromModel)
        }
    }

    private func take(_ event: ServerEvent, _ message: UnsafeRawBufferPointer) {
        if isFromPage(event) { return take(.callerFault(.spokeToModel)) }
        switch event {
        case .sessionUpdated where !model.isReady:
            model.isReady = true
            services.dialer.breakers.succeeded(model.address)
            sessionIsSetUp()
        case .error(let error): take(error)
        case .outputAudioDelta(let place, let base64): audioArrived(place, base64)
        case .outputAudioDone(let place): audioFinished(place.itemID)
        case .inputTranscriptionFailed(let item, _, let error):
            log.warning("a caller's turn could not be written down", metadata: [LogKey.reason: "\(error)"])
            take(.callerNotUnderstood(item: item))
        default: for happened in event.callEvents(message) { take(happened) }
        }
    }

    private func take(_ error: RealtimeError) {
        let details: Logger.Metadata = [LogKey.reason: "\(error)"]
        if error.code == "conversation_already_has_active_response" {
            log.debug("a response is active already", metadata: details)
            return take(.requestRefused)
        }
        switch error.severity {
        case .benign: log.debug("the model refused an event that came too late", metadata: details)
        case .fatal: take(.modelLost(ModelLoss(error)))
        case .response:
            log.warning("the model reports an error", metadata: details)
            guard error.eventID.flatMap(ClientEvent.Kind.init(eventID:)) == .responseCreate else { return }
            take(.requestFailed("\(error)"))
        }
    }

    // MARK: Audio

    /// Handles the message without decoding its JSON if it is a delta of audio.
    /// - Returns: false if it is not, or its base64 is written with JSON escapes.
    private func takeAudio(_ message: UnsafeRawBufferPointer) -> Bool {
        switch AudioDelta.scan(message) {
        case .delta(let delta): audioArrived(delta, message)
        case .malformedDelta:
            log.warning("audio from the model that is not base64 is dropped")
            take(.unknownFromModel)
        case .escapedDelta, .notAudioDelta: return false
        }
        return true
    }

    /// A delta of audio arrived. Audio path.
    private func audioArrived(_ delta: AudioDelta, _ bytes: UnsafeRawBufferPointer) {
        if !conversation.isCurrentItem(UnsafeRawBufferPointer(rebasing: bytes[delta.itemID])) {
            itemChanged(
                to: String(decoding: bytes[delta.itemID], as: UTF8.self),
                in: String(decoding: bytes[delta.responseID], as: UTF8.self))
        }
        play(UnsafeRawBufferPointer(rebasing: bytes[delta.payload]), byteCount: delta.decodedByteCount)
    }

    /// A delta arrived whose base64 is written with JSON escapes. Rare: allocates.
    private func audioArrived(_ place: ContentReference, _ base64: String) {
        if place.itemID != conversation.currentItem { itemChanged(to: place.itemID, in: place.responseID) }
        let characters = ByteBuffer(string: base64)
        characters.withUnsafeReadableBytes { bytes in
            guard let count = Base64.decodedCount(bytes) else { return }
            play(bytes, byteCount: count)
        }
    }

    private func itemChanged(to item: String, in response: String) {
        if case .play = conversation.audioBegan(item: item, response: response, at: now) { caller.beginItem() }
    }

    private func play(_ base64: UnsafeRawBufferPointer, byteCount: Int) {
        guard conversation.audioArrived(bytes: byteCount) else { return }
        guard !caller.isOverfull else { return take(.end(.callerSocketLost)) }
        let line = caller.play(base64: base64, byteCount: byteCount)
        guard line > 0 else { return }
        tape?.append(caller.lastLine(base64: base64))
        let arrived = now
        let played = conversation.audioPlayed(bytes: line, at: arrived)
        if let mark = played.mark { caller.mark(mark) }
        guard played.isFirst else { return }
        caller.flush()
        conversation.firstAudioWritten(bytes: line, mark: played.mark, arrived: arrived, at: now)
        carryOut()
    }

    /// The model has sent all of an item's audio.
    private func audioFinished(_ item: String) {
        guard item == conversation.currentItem else { return }
        if conversation.isAudible {
            let line = caller.playTail()
            if line > 0, let mark = conversation.tailPlayed(bytes: line, at: now) { caller.mark(mark) }
        }
        if let mark = conversation.audioFinished() { caller.mark(mark) }
        arm()
    }
}
