import CoraTickets
import Foundation
import Testing

struct TicketSealTests {
    private static let claims = TicketSeal.Claims(
        callSID: "CA1", ticket: "7", expires: Date(timeIntervalSince1970: 4_102_444_800))

    private func seal() async -> TicketSeal { await TicketSeal(secret: "0123456789abcdef0123456789abcdef") }

    @Test func `a token says what it was made for`() async throws {
        let seal = await seal()
        #expect(try await seal.open(try await seal.seal(Self.claims)) == Self.claims)
    }

    @Test func `one that is over is expired; one of another key is none`() async throws {
        let seal = await seal()
        var over = Self.claims
        over.expires = Date(timeIntervalSince1970: 1)
        let token = try await seal.seal(over)
        await #expect(throws: TicketSeal.Refusal.expired) { try await seal.open(token) }
        let other = try await TicketSeal(secret: "ffffffffffffffffffffffffffffffff").seal(Self.claims)
        await #expect(throws: TicketSeal.Refusal.invalid) { try await seal.open(other) }
    }

    @Test func `no byte of a token can be changed, nor taken away, nor added`() async throws {
        let seal = await seal()
        let token = Array(try await seal.seal(Self.claims).utf8)
        for place in token.indices {
            for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=. ".utf8
            where other != token[place] {
                var changed = token
                changed[place] = other
                #expect(await isRefused(changed, by: seal))
            }
            var shorter = token
            shorter.remove(at: place)
            #expect(await isRefused(shorter, by: seal))
            #expect(await isRefused(token[..<place] + [UInt8(ascii: "=")] + token[place...], by: seal))
        }
        for ending in ["=", "==", ".", " ", "\n"] { #expect(await isRefused(token + Array(ending.utf8), by: seal)) }
    }

    private func isRefused(_ token: some Sequence<UInt8> & Sendable, by seal: TicketSeal) async -> Bool {
        do throws(TicketSeal.Refusal) {
            _ = try await seal.open(String(decoding: Array(token), as: UTF8.self))
            return false
        } catch {
            return error == .invalid
        }
    }
}
