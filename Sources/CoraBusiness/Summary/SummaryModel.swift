package import NIOCore

/// The model that sums calls up, as the summarizer sees it: the body of a request in, the body of its answer out.
package protocol SummaryModel: Sendable {
    /// Asks once; deadline, retries and bounds are its own. Cancelled when the summarizer has to stop.
    ///
    /// - Throws: an error whose description says why in words, with nothing of the call and no key.
    func create(_ request: ByteBuffer) async throws -> ByteBuffer
}
