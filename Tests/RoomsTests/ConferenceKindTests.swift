import Rooms
import Testing
import Units

@Suite struct ConferenceKindTests {
    @Test func `kinds have stable names and the model's codes`() {
        #expect(
            ConferenceKind.allCases.map(\.description)
                == ["call", "all-on-screen", "lecture", "role-based", "smart"])
        #expect(
            ConferenceKind.allCases.map(\.code) == [nil, "PxP", "OxP", "S|L", "S|L Auto"])
    }

    @Test func `people and seats are those of the table`() {
        #expect(ConferenceKind.allCases.map(\.peopleMaximum) == [2, 36, 1000, 1000, 1000])
        #expect(ConferenceKind.allCases.map(\.podiumMaximum) == [2, 36, 1, 36, 36])
    }

    @Test func `only smart and role-based change into each other, and a call widens`() {
        let switches = ConferenceKind.allCases.flatMap { from in
            ConferenceKind.allCases.filter { $0 != from && from.maySwitch(to: $0) }
                .map { "\(from) → \($0)" }
        }
        #expect(
            Set(switches)
                == ["smart → role-based", "role-based → smart", "call → all-on-screen"])
    }

    /// Who gets what: for every kind a row for each sender's seat, a column for each receiver's.
    ///
    /// `V` voice, `P` the camera's picture, `C` content, `·` nothing.
    static let table: [(ConferenceKind, [String])] = [
        (
            .call,
            [
                //         podium hall remark waiting
                "podium    VPC    VPC  VPC    ·",
                "hall      VPC    VPC  VPC    ·",
                "remark    VPC    VPC  VPC    ·",
                "waiting   ·      ·    ·      ·",
            ]
        ),
        (
            .allOnScreen,
            [
                "podium    VPC    VPC  VPC    ·",
                "hall      VPC    VPC  VPC    ·",
                "remark    VPC    VPC  VPC    ·",
                "waiting   ·      ·    ·      ·",
            ]
        ),
        (
            .lecture,
            [
                "podium    VPC    VPC  VPC    ·",
                "hall      VPC    ·    ·      ·",
                "remark    VPC    V    V      ·",
                "waiting   ·      ·    ·      ·",
            ]
        ),
        (
            .roleBased,
            [
                "podium    VPC    VPC  VPC    ·",
                "hall      ·      ·    ·      ·",
                "remark    V      V    V      ·",
                "waiting   ·      ·    ·      ·",
            ]
        ),
        (
            .smart,
            [
                "podium    VPC    VPC  VPC    ·",
                "hall      ·      ·    ·      ·",
                "remark    V      V    V      ·",
                "waiting   ·      ·    ·      ·",
            ]
        ),
    ]

    @Test(arguments: table)
    func `every stream reaches whom the table says`(kind: ConferenceKind, rows: [String]) throws {
        let receivers: [Seat] = [.podium, .hall, .remark, .waiting]
        let letters: [(ConferenceStream, Character)] = [
            (.voice, "V"), (.camera, "P"), (.content, "C"),
        ]
        #expect(rows.count == Seat.allCases.count)
        for row in rows {
            let words = row.split(separator: " ")
            let sender = try #require(Seat(rawValue: String(words[0])))
            for (receiver, cell) in zip(receivers, words.dropFirst()) {
                for (stream, letter) in letters {
                    #expect(
                        kind.passes(stream, from: sender, to: receiver) == cell.contains(letter),
                        "\(kind): \(stream) from \(sender) to \(receiver)")
                }
            }
        }
    }
}
