import CoraLoad
import Testing

struct LoadMixTests {
    @Test func `a mix is read as it is written`() throws {
        let mix = try LoadMix("talk=7,hang-up=3")
        #expect(mix.weights == [.talk: 7, .hangUp: 3])
        #expect(mix.text == "talk=7,hang-up=3")
    }

    @Test(arguments: ["", "talk", "talk=x", "talk=-1", "sing=3", "talk=1,talk=2", "talk=0", "talk=1,"])
    func `what is no mix is refused`(_ text: String) {
        #expect(throws: LoadMix.Problem.self) { try LoadMix(text) }
    }

    @Test func `each scenario gets its share, to one call`() throws {
        var random = SplitMix64(seed: 1)
        let dealt = LoadMix.usual.deal(200, using: &random)
        #expect(dealt.count == 200)
        for (scenario, share) in LoadMix.usual.weights {
            #expect(abs(dealt.count { $0 == scenario } - share * 2) <= 1)
        }
        let few = LoadMix.usual.deal(3, using: &random)
        #expect(few.count == 3)
    }
}
