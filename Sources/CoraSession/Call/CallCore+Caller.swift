import CoraCall
import CoraWire
import Logging
import NIOCore

// What the core does with what the caller's leg receives.
extension CallCore {
    /// A frame of the caller's audio arrived: passes it on to the model, or holds it. Audio path: allocates nothing
    /// once the model's session is set up.
    /// - Parameters:
    ///   - base64: valid base64 of the leg's audio.
    ///   - bytes: how much line audio it decodes to.
    ///   - timestamp: milliseconds of the leg's own clock, where it gave one.
    ///   - sequence: the leg's number of the message, where it gave one.
    func callerAudio(_ base64: UnsafeRawBufferPointer, bytes: Int, timestamp: Int?, sequence: Int?) {
        switch conversation.mediaArrived(bytes: bytes, timestamp: timestamp, sequence: sequence, at: now) {
        case .forward(let silence):
            if silence > 0 { model.append { caller.writeSilence(milliseconds: silence, into: &$0) } }
            _ = callerTape.append(base64, bytes: bytes)
            guard !model.isOverfull else {
                return take(.modelLost(ModelLoss("the model's side does not read what it is sent")))
            }
            model.append { caller.writeAudio(base64: base64, into: &$0) }
        case .hold:
            conversation.heldAudioDropped(frames: callerTape.append(base64, bytes: bytes))
        case .end: carryOut()
        case .drop: break
        }
    }

    /// Passes on to the model what the caller said before its session was set up.
    func releaseHeld() {
        callerTape.release { base64, bytes in
            conversation.heldAudioReleased(bytes: bytes)
            model.append { caller.writeAudio(base64: base64, into: &$0) }
        }
    }

    /// The leg has said which call it belongs to: the call's log lines carry its SID from now on.
    func named(_ callSID: String) {
        log[metadataKey: LogKey.call] = "\(callSID.prefix(64))"
    }
}
