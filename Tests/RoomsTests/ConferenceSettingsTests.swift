import Rooms
import Testing
import Units

@Suite struct ConferenceSettingsTests {
    @Test func `a topic is one line of 1 to 240 code points`() throws {
        for text in ["a", String(repeating: "ü", count: 240), "Weekly 📅"] {
            #expect(try ConferenceTopic(text).text == text)
        }
        for text in ["", "   ", String(repeating: "a", count: 241)] {
            let denial = #expect(throws: Denial.self) { try ConferenceTopic(text) }
            #expect(denial == .tooLong(limit: "240 characters"))
        }
        for text in ["two\nlines", "bell\u{7}", "a\u{9B}b", "nul\0"] {
            let denial = #expect(throws: Denial.self) { try ConferenceTopic(text) }
            #expect(denial?.sentence == "a topic is one line, without control characters")
        }
    }

    @Test(arguments: ConferenceKind.allCases)
    func `without numbers a conference is as large as its kind allows`(kind: ConferenceKind) {
        let settings = ConferenceSettings(kind)
        #expect(settings.kind == kind)
        #expect(settings.shape.people == kind.peopleMaximum)
        #expect(settings.shape.podium == kind.podiumMaximum)
        #expect(settings.access == .private && settings.waitingRoom == .off)
        #expect(settings.pin == nil && settings.schedule == .none)
    }

    static let shapes: [(ConferenceKind, Int, Int?, Int?)] = [
        (.call, 2, nil, 2), (.call, 3, nil, nil), (.call, 1, nil, nil),
        (.allOnScreen, 10, nil, 10), (.allOnScreen, 10, 10, 10), (.allOnScreen, 10, 9, nil),
        (.allOnScreen, 37, nil, nil),
        (.lecture, 1000, nil, 1), (.lecture, 1000, 2, nil), (.lecture, 1001, nil, nil),
        (.roleBased, 1000, nil, 36), (.roleBased, 1000, 37, nil), (.roleBased, 10, nil, 10),
        (.roleBased, 10, 11, nil), (.smart, 50, 1, 1), (.smart, 50, 0, nil),
        (.smart, Int.min, Int.max, nil), (.smart, Int.max, Int.min, nil),
    ]

    @Test(arguments: shapes)
    func `people and seats keep to the kind's limits`(
        kind: ConferenceKind, people: Int, podium: Int?, expected: Int?
    ) {
        do throws(Denial) {
            let shape = try ConferenceShape(kind, people: people, podium: podium)
            #expect(shape.podium == expected)
        } catch {
            #expect(expected == nil)
            #expect(error.cause == .kindUnsupported)
        }
    }

    @Test func `a refused number comes with its limit`() {
        let people = #expect(throws: Denial.self) { try ConferenceShape(.smart, people: 1001) }
        #expect(people?.sentence == "a smart conference has room for 2 to 1000 people")
        let podium = #expect(throws: Denial.self) {
            try ConferenceShape(.roleBased, people: 20, podium: 21)
        }
        #expect(
            podium?.sentence
                == "the podium of a role-based conference of 20 people has seats for 1 to 20")
        let lecture = #expect(throws: Denial.self) {
            try ConferenceShape(.lecture, people: 20, podium: 2)
        }
        #expect(
            lecture?.sentence == "the podium of a lecture conference of 20 people has seats for 1")
    }

    @Test func `another kind keeps the limits that were set`() throws {
        let set = try ConferenceShape(.roleBased, people: 50, podium: 5)
        #expect(set.changed(to: .smart) == (try ConferenceShape(.smart, people: 50, podium: 5)))
        #expect(set.changed(to: .lecture) == (try ConferenceShape(.lecture, people: 50)))
        #expect(set.changed(to: .allOnScreen) == ConferenceShape(.allOnScreen))
        let few = try ConferenceShape(.roleBased, people: 10)
        #expect(few.changed(to: .smart) == (try ConferenceShape(.smart, people: 10)))
        let small = try ConferenceShape(.allOnScreen, people: 10)
        #expect(small.changed(to: .roleBased) == (try ConferenceShape(.roleBased, people: 10)))
        // A call is small because it is a call.
        #expect(ConferenceShape(.call).changed(to: .allOnScreen) == ConferenceShape(.allOnScreen))
    }

    @Test(arguments: ConferenceKind.allCases)
    func `any shape changed to any kind is one that may be asked for`(kind: ConferenceKind) throws {
        for from in ConferenceKind.allCases {
            for people in [2, 3, 36, 37, 1000] {
                for podium in [nil, 1, 2, 36] {
                    guard let shape = try? ConferenceShape(from, people: people, podium: podium)
                    else { continue }
                    let changed = shape.changed(to: kind)
                    let asked = try ConferenceShape(
                        kind, people: changed.people, podium: changed.podium)
                    #expect(changed == asked)
                    if from == kind { #expect(changed == shape) }
                }
            }
        }
    }

    @Test func `the waiting room holds whom it names`() {
        func held(_ room: WaitingRoom) -> [Bool] {
            [(true, false), (true, true), (false, false), (false, true)]
                .map { room.holds(isGuest: $0.0, isInvited: $0.1) }
        }
        #expect(held(.off) == [false, false, false, false])
        #expect(held(.guests) == [true, true, false, false])
        #expect(held(.uninvited) == [true, false, true, false])
        #expect(held(.all) == [true, true, true, true])
    }

    @Test func `every setting by name takes what it shows, and nothing else`() throws {
        for setting in ConferenceSetting.all {
            var settings = ConferenceSettings(.roleBased)
            let value = setting.value(in: settings)
            #expect(try setting.set(value, in: &settings))
            #expect(settings == ConferenceSettings(.roleBased))
            #expect(ConferenceSetting.named(setting.name.uppercased())?.name == setting.name)
            if setting.name != "topic" { #expect(try !setting.set("maybe", in: &settings)) }
        }
        #expect(ConferenceSetting.named("colour") == nil)
    }

    @Test func `a setting by name is the same as the property`() throws {
        var settings = ConferenceSettings(.roleBased)
        for (name, value) in [
            ("topic", "Budget"), ("people", "20"), ("podium", "3"), ("guest-video", "OFF"),
            ("mute-on-entry", "on"), ("auto-approve", "on"),
        ] {
            let setting = try #require(ConferenceSetting.named(name))
            #expect(try setting.set(value, in: &settings))
            #expect(setting.value(in: settings) == value.lowercased() || name == "topic")
        }
        #expect(settings.topic?.text == "Budget")
        #expect(settings.shape.people == 20 && settings.shape.podium == 3)
        #expect(!settings.guests.video && settings.guests.audio)
        #expect(settings.mutesMicrophoneOnEntry && settings.autoApproves)
        let people = try #require(ConferenceSetting.named("people"))
        #expect(try people.set("50", in: &settings))
        #expect(settings.shape.people == 50 && settings.shape.podium == 3)
        #expect(try people.set("2", in: &settings))
        #expect(settings.shape.podium == 2)
        #expect(try people.set("20", in: &settings))
        #expect(throws: Denial.self) { try people.set("1001", in: &settings) }
        #expect(settings.shape.people == 20)
    }
}
