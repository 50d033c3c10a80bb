import CoraWeb
import NIOCore
import Testing

struct WebOfferTests {
    private static let offer =
        "v=0\r\no=- 4 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n"

    @Test(arguments: [offer, offer.replacing("\r\n", with: "\n"), offer + "s=Zoë\r\n"])
    func `a session description with audio is an offer, as it stands`(text: String) {
        #expect(WebOffer.text(ByteBuffer(string: text)) == text)
    }

    @Test(arguments: [
        "", "v=0", "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n", "o=-\r\n" + offer, "{\"type\":\"offer\"}",
        "v=01\r\nm=audio 9\r\n", offer + "\u{0}", offer + "\u{1B}[2J", "v=0\r\na=x m=audio 9\r\n",
    ])
    func `anything else is not`(text: String) {
        #expect(WebOffer.text(ByteBuffer(string: text)) == nil)
    }

    @Test func `bytes that are no text are not`() {
        #expect(WebOffer.text(ByteBuffer(bytes: Array(Self.offer.utf8) + [0xC3, 0x28])) == nil)
    }

    @Test func `an offer has 64 KiB at most`() {
        let rest = WebOffer.longest - Self.offer.utf8.count
        let longest = Self.offer + String(repeating: "a", count: rest)
        #expect(WebOffer.text(ByteBuffer(string: longest)) == longest)
        #expect(WebOffer.text(ByteBuffer(string: longest + "a")) == nil)
    }

    @Test(arguments: ["application/sdp", "Application/SDP", "application/sdp; charset=utf-8", "application/sdp ;x"])
    func `an offer's type is read without its parameters`(type: String) {
        #expect(WebOffer.isType(type))
    }

    @Test(arguments: [
        nil, "", "text/plain", "application/json", "application/sdpx", "application/sdp/x", "x application/sdp",
    ])
    func `another type is not an offer's`(type: String?) {
        #expect(!WebOffer.isType(type))
    }
}
