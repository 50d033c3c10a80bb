import CoraSupervisor
import Foundation
import Testing

@Suite struct OpsWordTests {
    @Test func `a word of this build is written and read as its text`() throws {
        let text = String(decoding: try JSONEncoder().encode([InstanceState.draining]), as: UTF8.self)
        #expect(text == #"["draining"]"#)
        #expect(try JSONDecoder().decode([InstanceState].self, from: Data(text.utf8)) == [.draining])
    }

    @Test func `what a later build says more is read all the same`() throws {
        let json = """
            {"id": "moon_down", "severity": "fatal", "words": "no moon", "since": 7, "runbook": "moon_down"}
            """
        let problem = try JSONDecoder().decode(Problem.self, from: Data(json.utf8))
        #expect(problem.id == "moon_down" && problem.severity == .warning)
        #expect(try JSONDecoder().decode([InstanceState].self, from: Data(#"["asleep"]"#.utf8)) == [.unknown])
    }
}
