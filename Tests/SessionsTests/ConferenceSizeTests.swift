import Rooms
import Sessions
import Simulation
import Testing
import Units
import Wire

/// The answer to whoever comes into the largest conference fits one frame.
struct ConferenceSizeTests {
    /// Guests with the longest names on devices with the longest names.
    private func enter(_ desk: inout Desk, _ number: UInt64, _ conference: String) throws {
        let id = ConnectionID(number)
        desk.feed(.opened(id, channelBinding: [1]))
        var login = GuestLogin()
        login.conference = conference
        login.name = String(repeating: "x", count: GuestName.lengthMaximum)
        login.device = Desk.device
        login.device.name = String(repeating: "x", count: 64)
        guard case .loggedIn? = desk.ask(id, .guestLogin(login)) else { throw Desk.Unexpected() }
        _ = try desk.joined(id, conference)
    }

    @Test func thousandPeopleAndThePodiumsStreamsFitOneAnswer() throws {
        var desk = try Desk("ada", "bob", "eve")
        let table = try desk.table(.make(.roleBased) { $0.public = true }, withBob: false)
        try self.enter(&desk, 100, table.conference)
        let before = desk.answerLength
        try self.enter(&desk, 101, table.conference)
        let person = desk.answerLength - before
        // Those of the hall are not part of it.
        var camera = Wire.Stream()
        camera.kind = .camera
        camera.layers = [Layer(), Layer(), Layer()]
        let half = SwitchboardLimits().bootFramesMaximum.bytes / 2
        for index in 0...2 {
            (camera.layers[index].width, camera.layers[index].height) = (9999, 9999)
        }
        for index in 1...2 {
            camera.layers[index].bootFrame = .init(octets: [UInt8](repeating: 1, count: half))
        }
        var content = camera
        content.kind = .content
        var publish = PublishStreams()
        publish.streams = [camera]
        #expect(desk.ask(ConnectionID(100), .publishStreams(publish)) == .done(Done()))
        try self.enter(&desk, 102, table.conference)
        #expect(desk.answerLength == before + 2 * person)
        publish.streams = [camera, content]
        #expect(desk.ask(table.ada, .publishStreams(publish)) == .done(Done()))
        try self.enter(&desk, 103, table.conference)
        let streams = desk.answerLength - before - 3 * person
        #expect(streams > 16_000)
        let people = ConferenceKind.roleBased.peopleMaximum
        let podium = ConferenceKind.roleBased.podiumMaximum
        // Numbers of more digits than here: 5 bytes each.
        let total = before + people * (person + 5) + podium * streams
        #expect(total <= FrameLimits.afterLogin.control.bytes)
    }
}
