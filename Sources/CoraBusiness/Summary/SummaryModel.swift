package import NIOCore

/// The model that sums calls up: it takes a request's body and returns the answer's.
package protocol SummaryModel: Sendable {
    /// Asks the model once; deadline, retries and limits are the implementation's. The task is cancelled if the
    /// summarizer must stop.
    ///
    /// - Throws: an error whose description says why in words, with nothing of the call and no key.
    func create(_ request: ByteBuffer) async throws -> ByteBuffer
}
