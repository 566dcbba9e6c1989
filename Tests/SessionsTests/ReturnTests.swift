import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// Coming back into a conference after the connection was lost: the same participant for the
/// others.
struct ReturnTests {
    private static let limits = SwitchboardLimits()

    private struct Stage {
        var desk: Desk
        let ada: ConnectionID
        let bob: ConnectionID
        let conference: String
        /// Bob's number.
        let number: UInt32

        init() throws {
            self.desk = try Desk("ada", "bob", "eve")
            self.ada = try self.desk.enter(1, "ada")
            self.bob = try self.desk.enter(2, "bob")
            let chat = try self.desk.group(self.ada, "team", with: "bob", "eve")
            self.conference = try self.desk.conference(self.ada, in: chat)
            _ = try self.desk.joined(self.ada, self.conference)
            self.number = try self.desk.joined(
                self.bob, self.conference, visit: Desk.visit
            ).participant
            self.desk.forgetTold()
        }

        /// Comes in on a new connection, with Bob's visit.
        mutating func join(
            _ id: ConnectionID, as kind: ParticipantKind = .person
        ) -> Response.OneOf_Body? {
            self.desk.ask(id, Desk.join(self.conference, visit: Desk.visit, as: kind))
        }

        /// What ada was told of comings and goings.
        var news: [String] {
            (self.desk.told[self.ada] ?? []).compactMap { event in
                switch event {
                case .participantJoined(let news):
                    news.participant.visit.octets == Desk.visitTag
                        ? "\(news.participant.id) joined" : "a stranger joined"
                case .participantLeft(let news): "\(news.participant) left"
                default: nil
                }
            }
        }
    }

    @Test func aHalfOpenVisitEndsAtOnceAndGoesOnAsTheNewOne() throws {
        var stage = try Stage()
        let again = try stage.desk.enter(3, "bob")
        guard case .joined(let joined)? = stage.join(again) else {
            throw Desk.Unexpected()
        }
        #expect(joined.participants.map(\.account) == ["ada", "bob"])
        #expect(joined.participants.last?.visit.octets == Desk.visitTag)
        #expect(stage.desk.closed == [stage.bob])
        #expect(stage.news == ["\(joined.participant) joined"])
        // Its connection is gone at last, which means nothing any more.
        stage.desk.feed(.closed(stage.bob))
        stage.desk.advance(Self.limits.absenceMaximum)
        for id in [stage.ada, again] { stage.desk.ask(id, .ping(Ping())) }
        stage.desk.feed(.timeout)
        #expect(stage.news.count == 1)
    }

    @Test func whoIsBackInTimeWasNeverAway() throws {
        var stage = try Stage()
        stage.desk.feed(.closed(stage.bob))
        #expect(stage.news == [])
        let again = try stage.desk.enter(3, "bob")
        guard case .joined(let joined)? = stage.join(again) else {
            throw Desk.Unexpected()
        }
        #expect(joined.participants.map(\.account) == ["ada", "bob"])
        #expect(stage.news == ["\(joined.participant) joined"])
        #expect(stage.desk.closed == [])
    }

    @Test func whoIsNotBackInTimeHasLeft() throws {
        var stage = try Stage()
        stage.desk.feed(.closed(stage.bob))
        stage.desk.advance(Self.limits.returnMaximum - .milliseconds(1))
        stage.desk.feed(.timeout)
        #expect(stage.news == [])
        stage.desk.advance(.milliseconds(1))
        stage.desk.feed(.timeout)
        #expect(stage.news == ["\(stage.number) left"])
        let again = try stage.desk.enter(3, "bob")
        guard case .joined(let joined)? = stage.join(again) else {
            throw Desk.Unexpected()
        }
        #expect(stage.news.last == "\(joined.participant) joined")
    }

    /// The client never heard of the visit in between, and knows only the one before.
    @Test func whoseAnswerWasLostComesBackOnceMore() throws {
        var stage = try Stage()
        let second = try stage.desk.enter(3, "bob")
        _ = stage.join(second)
        let third = try stage.desk.enter(4, "bob")
        guard case .joined(let joined)? = stage.join(third) else {
            throw Desk.Unexpected()
        }
        #expect(joined.participants.map(\.account) == ["ada", "bob"])
        #expect(stage.desk.closed == [stage.bob, second])
        let numbers = [stage.number, stage.number + 1, stage.number + 2]
        #expect(
            stage.news == [
                "\(numbers[1]) joined",
                "\(numbers[2]) joined",
            ])
    }

    @Test func nobodyContinuesAnotherDevicesVisit() throws {
        var stage = try Stage()
        let eve = try stage.desk.enter(3, "eve")
        #expect(Desk.refusal(stage.join(eve)) == .accessDenied)
        var device = Desk.device
        device.identityKey = .init(octets: [UInt8](repeating: 2, count: 32))
        let other = ConnectionID(4)
        #expect(try stage.desk.logIn(other, "bob", password: "bob", device: device))
        #expect(Desk.refusal(stage.join(other)) == .accessDenied)
        // Who is seen as a person does not become a recorder without a word.
        let same = try stage.desk.enter(5, "bob")
        let asRecorder = stage.join(same, as: .recorder)
        #expect(Desk.refusal(asRecorder) == .accessDenied)
        #expect(stage.news == [] && stage.desk.closed == [])
    }

    @Test func aFullConferenceKeepsTheSeatOfWhoComesBack() throws {
        var stage = try Stage()
        for number in 0..<UInt64(AllOnScreen.participantsMaximum - 2) {
            _ = try stage.desk.joined(stage.desk.enter(100 + number, "ada"), stage.conference)
        }
        stage.desk.feed(.closed(stage.bob))
        let eve = try stage.desk.enter(3, "eve")
        #expect(Desk.refusal(stage.desk.ask(eve, Desk.join(stage.conference))) == .full)
        let again = try stage.desk.enter(4, "bob")
        #expect(Desk.refusal(stage.join(again)) == nil)
    }

    @Test func aRemovedAccountIsGoneAtOnce() throws {
        var stage = try Stage()
        stage.desk.feed(
            .accountsChanged([.init(name: AccountName("bob") ?? .nobody, profile: nil)]))
        #expect(stage.news == ["\(stage.number) left"])
    }
}
