import CoraCall
import Testing

struct CommitmentCheckTests {
    @Test(arguments: [
        ("I've booked it.", Commitment.booking),
        ("I've booked your showing for Tuesday at two.", .booking),
        ("Great, I have gone ahead and scheduled that for you.", .booking),
        ("No problem, I've just reserved it for tomorrow at 3 p.m.", .booking),
        ("I booked you for Friday morning.", .booking),
        ("I've booked Tuesday at two for you.", .booking),
        ("You're all set for Tuesday at two.", .booking),
        ("You’re all set for Tuesday at two!", .booking),
        ("Okay: you're booked in for 3:30 on Monday.", .booking),
        ("Your showing at 123 Main St. is confirmed for tomorrow.", .booking),
        ("Your tour has been scheduled.", .booking),
        ("The viewing is now booked, and you'll see Ray there.", .booking),
        ("I can confirm that you're booked for Tuesday at two.", .booking),
        ("I've booked you for Tuesday at two, does that still work?", .booking),
        ("I couldn't get three o'clock but I've booked you for four.", .booking),
        ("I've set up a private showing for you.", .booking),
        ("I've got you down for Thursday at noon.", .booking),
        ("Someone will call you back.", .callback),
        ("Ray will call you back tomorrow. Is there anything else I can help you with?", .callback),
        ("An agent will get back to you as soon as he can.", .callback),
        ("They'll be in touch shortly.", .callback),
        ("I'll have someone from the office call you this afternoon.", .callback),
        ("You'll hear from Ray tomorrow.", .callback),
        ("You can expect a call within the hour.", .callback),
        ("I've requested a callback for you.", .callback),
        ("I've scheduled a call with Ray for nine.", .callback),
        ("We will reach out to you about financing.", .callback),
        ("I've passed that on.", .message),
        ("I've passed your message along to Ray.", .message),
        ("I have let Ray know.", .message),
        ("I've told the team about it.", .message),
        ("I've sent you an email with the details.", .message),
        ("I'll let Ray know you called.", .message),
        ("I'll pass that on to Sarah.", .message),
        ("I'm transferring you.", .transfer),
        ("I'm transferring you now, please hold.", .transfer),
        ("One moment, I'll connect you with a person.", .transfer),
        ("Please hold while I put you through.", .transfer),
        ("I'm putting you right through.", .transfer),
        ("Connecting you now.", .transfer),
        ("He reservado su visita para el martes a las dos.", .booking),
        ("Su cita queda confirmada para mañana.", .booking),
        ("Sí, ya he agendado la visita.", .booking),
        ("Alguien le llamará mañana.", .callback),
        ("Ray te va a llamar hoy mismo.", .callback),
        ("Nos pondremos de acuerdo, y Ray se pondrá en contacto con usted.", .callback),
        ("He pasado su mensaje a Ray.", .message),
        ("Le paso ahora con un agente.", .transfer),
        ("Estoy transfiriendo su llamada.", .transfer),
    ])
    func `a claim is heard`(turn: String, commitment: Commitment) {
        #expect(CommitmentCheck.claims(in: turn).map(\.commitment) == [commitment])
    }

    @Test(arguments: [
        "I can book that for you.",
        "Would you like me to book it?",
        "Shall I have someone call you back?",
        "I'll have Ray call you back. What is the best number?",
        "Someone will call you back if you leave your number.",
        "If you like, someone will call you back about that.",
        "That home has been booked by someone else.",
        "Someone else has already reserved that time.",
        "That slot is already booked.",
        "The two o'clock is booked, but three is free.",
        "I haven't booked anything yet.",
        "I have not booked it, because the time is taken.",
        "Nothing is booked yet.",
        "Once I've booked it, you'll get a code.",
        "After I've booked the showing, I can read you the code.",
        "I'm sorry, I couldn't book that.",
        "So that's Tuesday at two, for Dana Field. Is that right?",
        "I have you down for Tuesday at two, is that right?",
        "You're all set.",
        "You're all set for now.",
        "Are you all set for Tuesday at two?",
        "Ray can call you back tomorrow.",
        "Ray would call you back about that.",
        "I can't promise that someone will call you today.",
        "Agents usually will call you within a day, but I'd have to ask.",
        "I could transfer you to Ray.",
        "Nobody will call you without asking first.",
        "We have scheduled open houses every weekend.",
        "I've let you know all I have.",
        "Would you like me to transfer you now?",
        "I'm sorry, I can't transfer you to anybody right now.",
        "I'll look that up. One moment.",
        "I'll book that now.",
        "Let me check the calendar.",
        "I've found two homes. The first is on Maple Street.",
        "I've noted three bedrooms and a garden.",
        "I've told you what I know.",
        "I'll let you know in a moment.",
        "Is it okay if Ray will call you, say, at nine?",
        "Before I transfer you, may I have your name?",
        "The open house is scheduled for Sunday at one.",
        "It's been on the market for two weeks. Ray listed it.",
        "What will it cost you? I will get that for you.",
        "Puedo reservarla. ¿Quiere que la reserve?",
        "No he reservado nada todavía.",
        "Cuando haya confirmado, le digo el código.",
        "Si me deja su número, alguien le llamará.",
        "Esa hora ya está reservada por otra persona.",
        "¿Le llamará alguien mañana?",
        "Le paso la información: cuesta medio millón.",
        "",
        "?!…",
    ])
    func `what is offered, asked, denied or others' is no claim`(turn: String) {
        #expect(CommitmentCheck.claims(in: turn) == [])
    }

    @Test func `a turn with several claims names each once, with its sentence`() {
        let claims = CommitmentCheck.claims(
            in:
                "Thanks, Dana. I've booked the showing, and you're all set for Tuesday at two. Ray will call you before."
        )

        #expect(
            claims == [
                .init(.booking, "I've booked the showing, and you're all set for Tuesday at two."),
                .init(.callback, "Ray will call you before."),
            ])
    }

    @Test func `a turn of any length is looked at in bounded time`() {
        let turn = String(repeating: "i have i have you are your showing on ", count: 20_000)

        #expect(CommitmentCheck.claims(in: turn) == [])
    }
}
