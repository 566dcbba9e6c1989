import Interface
import Rooms
import Testing
import Units

/// The directory.
struct PeopleTests {
    @Test func looksForPeopleAndListsThem() {
        var screen = Screen.ready(100, 30)
        screen.enter("/people bo")
        #expect(screen.take() == [.findPeople("bo")])
        screen.send(
            .people(
                [PersonView(account: .bob, name: "Bob\u{1B}[2J", presence: .busy)], isWhole: true))
        #expect(screen.shows("@bob, Bob"))
        #expect(screen.shows("busy"))
        screen.send(.people([], isWhole: true))
        #expect(screen.shows("nobody is found"))
        screen.send(
            .people([PersonView(account: .bob), PersonView(account: .carol)], isWhole: false))
        #expect(screen.shows("@carol"))
        #expect(screen.shows("there are more: /people TEXT finds fewer"))
    }
}
