import Rooms
import Testing
import Units

@Suite struct ConferenceRightTests {
    /// REQUIREMENTS L1, "May, in a conference", without the interpreter: who has a row for itself
    /// here shares a cell there.
    static let table = """
        | owner | moderator | speaker | participant | guest |
        admit        | ✓      | ✓             | –     | –     | –
        podium       | ✓      | ✓             | leave | ask   | ask
        quiet        | ✓      | ✓             | –     | –     | –
        appoint      | ✓      | not the owner | –     | –     | –
        record       | ✓      | ✓             | ask   | ask   | –
        govern       | ✓      | ✓             | –     | –     | –
        clearVotes   | ✓      | ✓             | –     | –     | –
        unlink       | ✓      | ✓             | –     | –     | –
        grantHistory | ✓      | –             | –     | –     | –
        appear       | podium | podium        | ✓     | –     | –
        takePart     | ✓      | ✓             | ✓     | ✓     | unless forbidden
        """

    static let words: [String: ConferenceRight.Cell] = [
        "✓": .yes, "–": .no, "ask": .ask, "leave": .leave, "not the owner": .notTheOwner,
        "podium": .onPodium, "unless forbidden": .unlessForbidden,
    ]

    struct Row: Sendable {
        var right: ConferenceRight
        var cells: [(ConferenceStanding, ConferenceRight.Cell)]
    }

    static let rows: [Row] = {
        let lines = table.split(separator: "\n").map { line in
            line.split(separator: "|").map { word in
                let isSpace: (Character) -> Bool = { $0 == " " }
                return String(word.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
            }
        }
        let standings = lines[0].compactMap(ConferenceStanding.init(rawValue:))
        return lines.dropFirst().compactMap { cells in
            guard let right = ConferenceRight.allCases.first(where: { "\($0)" == cells[0] })
            else { return nil }
            return Row(
                right: right,
                cells: Array(zip(standings, cells.dropFirst().compactMap { words[$0] })))
        }
    }()

    @Test func `the table is whole`() {
        #expect(Set(Self.rows.map(\.right)) == Set(ConferenceRight.allCases))
        #expect(Self.rows.allSatisfy { $0.cells.count == ConferenceStanding.allCases.count })
    }

    @Test(arguments: rows)
    func `every cell says what the requirement says`(row: Row) {
        for (standing, cell) in row.cells {
            #expect(row.right.cell(for: standing) == cell, "\(row.right), \(standing)")
        }
    }

    @Test(arguments: rows)
    func `who may only ask, or leave, or nothing, is refused in words`(row: Row) {
        for (standing, cell) in row.cells {
            var denial: Denial?
            do throws(Denial) { try row.right.require(of: standing) } catch { denial = error }
            let isRefused = [.no, .ask, .leave].contains(cell)
            #expect((denial != nil) == isRefused, "\(row.right), \(standing)")
            guard let denial else { continue }
            #expect(denial.cause == .accessDenied)
            #expect(denial.sentence.contains(row.right.rawValue))
        }
    }

    @Test func `refusals name those who may`() {
        func words(_ right: ConferenceRight) -> String? {
            do throws(Denial) { try right.require(of: .participant) } catch {
                return error.sentence
            }
            return nil
        }
        #expect(
            words(.admit) == "only the owner and moderators may invite, admit or remove people")
        #expect(words(.grantHistory) == "only the owner may grant the chat's history")
        #expect(words(.appear) == "only those on the podium may send voice and pictures")
    }

    @Test func `the podium makes a speaker of whoever does not lead`() {
        for role in ConferenceRole.allCases {
            let below = ConferenceStanding(role, isOnPodium: false)
            let above = ConferenceStanding(role, isOnPodium: true)
            #expect(below.rawValue == role.rawValue)
            #expect(above == (role.leads ? below : .speaker))
        }
    }
}
