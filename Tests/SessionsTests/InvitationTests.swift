import Rooms
import Simulation
import Testing
import Units
import Wire

@testable import Sessions

/// Calling people into a conference.
struct InvitationTests {
    private func refusals(_ desk: Desk, _ id: ConnectionID) -> [String] {
        desk.changes(id).compactMap {
            if case .callRefused(let refused) = $0 {
                "\(refused.account) \(refused.cause)"
            } else {
                nil
            }
        }
    }

    private func rings(_ desk: Desk, _ id: ConnectionID) -> [Bool] {
        (desk.told[id] ?? []).compactMap {
            if case .conferenceInvited(let news) = $0 { news.rings } else { nil }
        }
    }

    private func stops(_ desk: Desk, _ id: ConnectionID) -> Int {
        (desk.told[id] ?? []).count { if case .invitationOver = $0 { true } else { false } }
    }

    /// Ada and Bob in a conference, Eve on two devices.
    private func stage(
        _ desk: inout Desk
    ) throws -> (table: Desk.Table, eve: ConnectionID, second: ConnectionID) {
        let table = try desk.table()
        let (eve, second) = (try desk.enter(3, "eve"), try desk.enter(4, "eve"))
        for id in [eve, second] { desk.goLive(id) }
        desk.act(table.ada, .invite("eve"))
        return (table, eve, second)
    }

    @Test func allDevicesRingUntilOneAnswers() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (table, eve, second) = try self.stage(&desk)
        #expect(self.rings(desk, eve) == [true] && self.rings(desk, second) == [true])
        _ = try desk.joined(eve, table.conference)
        #expect(self.stops(desk, second) == 1)
        #expect(self.refusals(desk, table.ada).isEmpty)
    }

    @Test(arguments: [false, true])
    func aRefusalIsToldToThoseWhoLead(isBusy: Bool) throws {
        var desk = try Desk("ada", "bob", "eve")
        let (table, eve, second) = try self.stage(&desk)
        var answer = AnswerInvitation()
        (answer.conference, answer.busy) = (table.conference, isBusy)
        #expect(desk.ask(eve, .answerInvitation(answer)) == .done(Done()))
        #expect(self.refusals(desk, table.ada) == [isBusy ? "eve busy" : "eve declined"])
        #expect(self.refusals(desk, table.bob).isEmpty)
        #expect(self.stops(desk, second) == 1)
        // Once is enough.
        #expect(Desk.refusal(desk.ask(eve, .answerInvitation(answer))) == .conferenceNotFound)
        #expect(Desk.refusal(desk.ask(table.bob, .answerInvitation(answer))) == .conferenceNotFound)
    }

    @Test func whoDoesNotAnswerIsNoLongerRung() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (table, eve, _) = try self.stage(&desk)
        desk.advance(SwitchboardLimits().ringMaximum - .milliseconds(1))
        for id in [table.ada, table.bob, eve] { desk.ask(id, .ping(Ping())) }
        desk.feed(.timeout)
        #expect(self.stops(desk, eve) == 0)
        desk.advance(.milliseconds(1))
        desk.feed(.timeout)
        #expect(self.stops(desk, eve) == 1)
        #expect(self.refusals(desk, table.ada) == ["eve no-answer"])
    }

    @Test func whoIsNotThereOrElsewhereIsNotRung() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table()
        desk.act(table.ada, .invite("eve"))
        #expect(self.refusals(desk, table.ada) == ["eve unavailable"])
        let eve = try desk.enter(3, "eve")
        desk.goLive(eve)
        let other = try desk.conference(eve, in: table.chat)
        _ = try desk.joined(eve, other)
        desk.act(table.ada, .invite("eve"))
        #expect(self.rings(desk, eve) == [false])
        #expect(self.refusals(desk, table.ada).last == "eve busy")
    }

    @Test func theEndOfTheConferenceIsTheEndOfTheRinging() throws {
        var desk = try Desk("ada", "bob", "eve")
        let (table, eve, _) = try self.stage(&desk)
        desk.act(table.ada, .end(Empty()))
        #expect(self.stops(desk, eve) == 1)
    }
}
