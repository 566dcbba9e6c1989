import Sessions
import Testing
import Units

@testable import ServerRuntime

struct MailTests {
    private let ada = ConnectionID(1)
    private let bob = ConnectionID(2)
    private let eve = ConnectionID(3)

    /// What each gets, piece by piece.
    private func pieces(_ mail: inout Mail) -> [ConnectionID: [[UInt8]]] {
        mail.takeAll().reduce(into: [:]) { $0[$1.0, default: []].append($1.1) }
    }

    @Test func framesForTheSameConnectionsBecomeOnePiece() {
        var mail = Mail()
        for number in 0..<3 { mail.add([UInt8(number)], to: [self.ada, self.bob]) }
        #expect(self.pieces(&mail) == [self.ada: [[0, 1, 2]], self.bob: [[0, 1, 2]]])
        #expect(mail.isEmpty)
    }

    @Test func whatIsForOneAloneKeepsItsPlaceAmongWhatIsForAll() {
        var mail = Mail()
        mail.add([1], to: [self.ada, self.bob])
        mail.add([2], to: self.ada)
        mail.add([3], to: [self.ada, self.bob])
        mail.add([4], to: self.eve)
        mail.add([5], to: [self.ada, self.bob])
        #expect(
            self.pieces(&mail) == [
                self.ada: [[1, 2, 3, 5]], self.bob: [[1, 3, 5]], self.eve: [[4]],
            ])
    }

    @Test func nobodyIsHeldUpByAPieceWithoutAnEnd() {
        var mail = Mail()
        let frame = [UInt8](repeating: 7, count: Mail.pieceLengthMaximum.bytes / 2)
        for _ in 0..<5 {
            mail.add(frame, to: [self.ada, self.bob])
            mail.add(frame, to: self.eve)
        }
        let pieces = self.pieces(&mail)
        #expect(pieces[self.ada]?.map(\.count) == [2, 2, 1].map { $0 * frame.count })
        #expect(pieces[self.eve]?.joined().count == 5 * frame.count)
        #expect(pieces[self.eve]?.allSatisfy { $0.count <= Mail.pieceLengthMaximum.bytes } == true)
    }

    /// Every order of messages for all subsets of three people comes out as it went in.
    @Test(arguments: UInt64(0)..<50)
    func everybodyGetsEverythingInOrder(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let people = [self.ada, self.bob, self.eve]
        var mail = Mail()
        var expected: [ConnectionID: [UInt8]] = [:]
        for number in 0..<UInt8(200) {
            // Few audiences, so that many are the same as the one before.
            let audience = people.filter { _ in Int.random(in: 0..<4, using: &random) > 0 }
            for id in audience { expected[id, default: []].append(number) }
            if audience.count == 1 {
                mail.add([number], to: audience[0])
            } else if !audience.isEmpty {
                mail.add([number], to: audience)
            }
        }
        #expect(self.pieces(&mail).mapValues { $0.flatMap(\.self) } == expected)
    }

    @Test func itIsFullBeforeItTakesMuchMemory() {
        var mail = Mail()
        let frame = [UInt8](repeating: 7, count: 1024)
        var count = 0
        while !mail.isFull {
            mail.add(frame, to: [self.ada, self.bob])
            count += 1
        }
        #expect(count == Mail.sizeMaximum.bytes / 1024)
        _ = mail.takeAll()
        #expect(!mail.isFull)
    }
}
