/// Finds the claims in an agent's turn: words that say something was done, or will be, which only a tool can do.
///
/// It rather misses a claim than finds one that is none: an offer ("I can book"), a question ("shall I book it?"), a
/// condition ("once I've booked"), a denial ("I haven't booked") and other people's doings ("has been booked by someone
/// else") are no claims. English and Spanish.
package enum CommitmentCheck {
    /// A commitment that a turn claims, and the sentence that claims it.
    package struct Claim: Sendable, Equatable {
        /// What is claimed.
        package var commitment: Commitment
        /// The words, as they stand in the turn.
        package var sentence: String

        package init(_ commitment: Commitment, _ sentence: String) {
            self.commitment = commitment
            self.sentence = sentence
        }
    }

    /// The claims of a turn: each commitment once, in the order of the words.
    package static func claims(in turn: String) -> [Claim] {
        let sentences = SpokenSentence.all(in: turn)
        lazy var asks = sentences.contains { $0.isQuestion && !isFarewell($0) }
        var claims: [Claim] = []
        for sentence in sentences {
            for phrase in phrases(in: sentence) {
                if phrase.force == .stated, sentence.isQuestion { continue }
                if phrase.force == .announced, asks { continue }
                if claims.contains(where: { $0.commitment == phrase.commitment }) { continue }
                claims.append(Claim(phrase.commitment, sentence.text))
            }
        }
        return claims
    }

    /// The commitment phrases of a sentence, without those that a condition, a doubt or a question takes back.
    private static func phrases(in sentence: SpokenSentence) -> [CommitmentPhrase] {
        var found: [CommitmentPhrase] = []
        var place = 0
        while place < sentence.words.count {
            let match = CommitmentPhrase.beginning(with: sentence.words[place]).lazy.compactMap { phrase in
                phrase.phrase.end(in: sentence.words, from: place).map { (phrase, $0) }
            }.first
            if let (phrase, end) = match, isMeant(phrase, in: sentence, from: place, to: end) {
                found.append(phrase)
                place = end
            } else {
                place += 1
            }
        }
        guard !found.isEmpty, !others.contains(where: { $0.isFound(in: sentence.words) }) else { return [] }
        return found
    }

    private static func isMeant(
        _ phrase: CommitmentPhrase, in sentence: SpokenSentence, from place: Int, to end: Int
    ) -> Bool {
        // Only the last clause of a question asks; the clauses before it state something.
        if phrase.force == .done, sentence.isQuestion, place >= (sentence.clauses.last ?? 0) { return false }
        // Includes the phrase's first word, which may be any word: "nobody", "usually".
        let before = sentence.words[...place]
        if before.contains(where: conditions.contains) { return false }
        if clauseIsOpen(sentence.clause(upTo: place)) { return false }
        guard phrase.force == .announced else { return true }
        return !before.contains(where: habits.contains) && !sentence.words[end...].contains(where: conditions.contains)
    }

    /// Whether a word of the clause makes it a wish, a plan, a denial or a question.
    private static func clauseIsOpen(_ words: ArraySlice<SpokenWord>) -> Bool {
        words.indices.contains { index in
            guard doubts.contains(words[index]) else { return false }
            // "I can confirm that you are booked."
            let next = words.index(after: index)
            return !(words[index] == can && next < words.endIndex && assurances.contains(words[next]))
        }
    }

    private static func isFarewell(_ question: SpokenSentence) -> Bool {
        question.words.count == 1 || farewells.contains { $0.isFound(in: question.words) }
    }

    private static let can = SpokenWord("can")
    /// Words that make a claim after them conditional.
    private static let conditions = WordSet(conditionsText)
    private static let conditionsText = "if unless whether si"
    /// Words that make a claim in their clause a wish, a plan, a denial or a question.
    private static let doubts = WordSet(doubtsText)
    private static let doubtsText = """
        not never no nothing nobody none nadie ninguno can could would should shall might may must once when after before \
        until till want like need think thought cuando despues antes hasta puedo podria quiere quieres quisiera gustaria \
        nunca prefiere desea
        """
    private static let assurances = WordSet(assurancesText)
    private static let assurancesText = "confirm assure promise tell"
    /// Words that turn an announcement into how things usually go.
    private static let habits = WordSet(habitsText)
    private static let habitsText = "usually normally typically generally sometimes always often normalmente suele"
    /// Phrases that say another person did it.
    private static let others = othersTexts.map { SpokenPhrase($0) }
    private static let othersTexts = [
        "by someone|somebody|another|others|other", "someone|somebody|anyone|anybody else",
        "another buyer|caller|client|customer|agent|party|family|couple", "already booked|reserved|taken",
        "por otra|otro|otros|alguien", "otra persona",
    ]
    /// Questions that only end a conversation ("anything else?").
    private static let farewells = farewellsTexts.map { SpokenPhrase($0) }
    private static let farewellsTexts = [
        "anything|something else", "anything|something i can", "help|assist you (with) else|anything|today",
        "otra cosa",
        "algo mas", "en que mas",
    ]

    /// The words and phrases above as they are written.
    static let texts = [conditionsText, doubtsText, assurancesText, habitsText] + othersTexts + farewellsTexts
}
