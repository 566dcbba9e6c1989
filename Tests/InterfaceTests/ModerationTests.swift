import Canvas
import Interface
import Rooms
import Testing
import Units

/// What people do in a conference, and what they are told of it.
struct ModerationTests {
    /// In a conference of this kind; alice owns it, bob is in the hall, a guest is there.
    private static func inside(
        _ kind: ConferenceKind = .roleBased, as role: ConferenceRole = .owner
    ) -> Screen {
        var screen = Screen.ready(100, 30)
        var view = ConferenceView.meeting()
        view.kind = kind
        view.participants[0].role = role
        view.participants[1].seat = .hall
        var guest = ParticipantView(
            id: 9, name: "Gwen Li", account: "guest.abcd1234", isMicrophoneOn: false,
            isCameraOn: false)
        (guest.role, guest.seat) = (.guest, .hall)
        view.participants.append(guest)
        screen.send(.joined(view))
        screen.send(.floor(.settings(ConferenceSettings(kind))))
        screen.pass(.seconds(9))
        _ = screen.take()
        return screen
    }

    private static let settings = ConferenceSettings(.roleBased)

    private static func settings(
        _ change: (inout ConferenceSettings) -> Void
    ) -> ConferenceSettings {
        var settings = self.settings
        change(&settings)
        return settings
    }

    @Test(
        arguments: [
            ("/hand", .raiseHand), ("/podium", .acceptInvitation),
            ("/podium @bob", .inviteUp(.these([2]))), ("/podium all", .inviteUp(.everyone)),
            ("/down", .stepDown), ("/down bob carol", .bringDown(.these([2, 3]))),
            ("/ask @bob", .askToTurnOn(.microphone, .these([2]))),
            ("/ask --camera all", .askToTurnOn(.camera, .everyone)),
            ("/silence Gwen Li", .turnOffOthers(.microphone, .these([9]))),
            ("/silence gwen li", .turnOffOthers(.microphone, .these([9]))),
            ("/cam-off 3", .turnOffOthers(.camera, .these([3]))),
            ("/remark", .beginRemark), ("/lock", .lock), ("/unlock", .unlock),
            ("/moderator bob", .appoint(2)),
            ("/dismiss @bob", .dismiss(.account(.bob))), ("/ring @bob", .invite(.bob)),
            ("/extend 30", .extend(.seconds(1800))),
            ("/waiting all", .change(settings { $0.waitingRoom = .all })),
            ("/kind smart", .change(settings { $0.shape = ConferenceShape(.smart) })),
            ("/guests on", .change(settings { $0.access = .public })),
            ("/entry-pin 1234", .change(settings { $0.pin = try? PIN("1234") })),
            ("/entry-pin off", .change(settings { $0.pin = nil })),
        ] as [(String, ConferenceAction)])
    func does(line: String, action: ConferenceAction) {
        var screen = Self.inside()
        screen.enter(line)
        #expect(screen.take() == [.conference(action)])
        #expect(!screen.line.contains(line))
    }

    @Test func asksTheOwnerOfAConferenceToBeLetIn() {
        var screen = Screen.ready()
        screen.enter("/join @bob")
        #expect(screen.take() == [.joinOwned(by: .bob)])
        screen.enter("/join @Ä")
        #expect(screen.take() == [])
        #expect(screen.text[0].contains("'@Ä' cannot be an account"))
    }

    @Test(
        arguments: [
            ("/silence @nobody", "'@nobody' is not in the conference"),
            ("/silence", "it is written /silence @user…|all"),
            ("/admit all", "nobody waits to be let in"), ("/decline", "nobody calls you"),
            ("/kind opera", "'opera' is not a kind of conference"),
            ("/entry-pin 12", "a PIN has 4 to 10 digits"),
            ("/extend never", "it is written /extend MINUTES"),
            ("/join k7f2-mq9x-d3tv 1x", "a PIN has 4 to 10 digits"),
        ])
    func explainsWhatItDoesNotDo(line: String, words: String) {
        var screen = Self.inside()
        screen.enter(line)
        #expect(screen.take() == [])
        #expect(screen.shows(words))
    }

    @Test func endingForEverybodyIsAskedFirst() {
        var screen = Self.inside()
        screen.enter("/end")
        #expect(screen.take() == [])
        #expect(screen.shows("end the conference for everybody?"))
        screen.keys("y")
        #expect(screen.take() == [.conference(.end)])
    }

    @Test func linksAndPINsOpenConferences() throws {
        var screen = Screen.ready()
        screen.enter("/join conclave:k7f2-mq9x-d3tv 123456")
        #expect(screen.take() == [.join(.one, pin: try PIN("123456"))])
        #expect(screen.text.contains { $0.contains("123456") } == false)
    }

    // MARK: What is told

    @Test func whoeverLeadsHearsWhoWaits() {
        var screen = Self.inside()
        screen.send(.floor(.waits(WaiterView(id: 12, name: "Dan", account: "guest.dan45678"))))
        #expect(screen.take() == [.bell])
        #expect(screen.shows("Dan waits to be let in: /admit Dan, /deny Dan"))
        screen.pass(.seconds(9))
        #expect(screen.text[0].contains("1 waits to enter"))
        screen.enter("/admit Dan")
        #expect(screen.take() == [.conference(.admit(.these([12])))])
        screen.send(.floor(.stoppedWaiting(12)))
        screen.pass(.seconds(9))
        #expect(!screen.text[0].contains("waits"))
    }

    /// A guest's name is free to choose, and must not pass for an account.
    @Test func nobodyIsNamedLikeAnAccount() {
        var screen = Self.inside()
        for (id, account) in [(UInt32(12), "guest.x2345678"), (13, "dan")] {
            screen.send(.floor(.waits(WaiterView(id: id, name: "dan", account: account))))
        }
        _ = screen.take()
        for word in ["dan", "@dan", "DAN"] {
            screen.enter("/admit \(word)")
            #expect(screen.take() == [.conference(.admit(.these([13])))])
        }
    }

    @Test func handsAndThePodiumStandInTheTiles() {
        var screen = Self.inside()
        screen.send(.floor(.handRaised(2)))
        #expect(screen.take() == [.bell])
        #expect(screen.shows("bob raised a hand: /podium bob, /down bob"))
        #expect(screen.shows("bob (muted) (hand up)"))
        #expect(screen.shows("alice (you) (podium)"))
        screen.enter("/down @bob")
        #expect(screen.take() == [.conference(.rejectHand(.these([2])))])
        screen.send(.floor(.moved(2, .podium)))
        #expect(screen.shows("bob (podium) (muted)"))
        #expect(!screen.shows("hand up"))
    }

    @Test func theHallIsToldOfHandsWithoutASound() {
        var screen = Self.inside(as: .participant)
        screen.send(.floor(.handRaised(2)))
        #expect(screen.take() == [])
        #expect(screen.shows("bob raised a hand"))
        #expect(!screen.shows("/podium"))
    }

    @Test func whoIsHeardComesFirst() {
        var screen = Self.inside()
        screen.send(.floor(.handRaised(9)))
        let bars = screen.picture
        let places = ["alice (you)", "carol (podium)", "Gwen Li (guest)", "bob (muted)"].map {
            name in bars.ranges(of: name).first?.lowerBound
        }
        #expect(!places.contains(nil))
        let order = places.compactMap { $0 }
        #expect(order == order.sorted())
    }

    @Test func aRemarkCountsDown() {
        var screen = Self.inside()
        screen.send(.floor(.remarkBegan(2, .seconds(30))))
        #expect(screen.shows("bob makes a remark, up to 30 s"))
        #expect(screen.shows("bob (muted) (remark 30 s)"))
        #expect(screen.state.deadline.map { $0 - screen.now } == .seconds(1))
        screen.pass(.milliseconds(29_500))
        #expect(screen.shows("bob (muted) (remark 1 s)"))
        screen.enter("/remark @bob")
        #expect(screen.take() == [.conference(.endRemark(2))])
        screen.send(.floor(.remarkEnded(2)))
        #expect(!screen.shows("remark 1 s"))
        screen.send(.floor(.remarkBegan(1, .seconds(30))))
        screen.enter("/remark")
        #expect(screen.take() == [.conference(.endRemark(1))])
    }

    @Test func whatConcernsOneselfIsSaidWithASound() {
        var screen = Self.inside(as: .participant)
        for (news, words) in [
            (FloorNews.invitedUp(1), "you are invited to the podium: /podium or /decline"),
            (.askedToTurnOn(.microphone, by: 2), "bob asks you to turn on the microphone: /mute"),
            (.endsSoon(in: .seconds(300)), "the conference ends in 5 minutes"),
        ] {
            screen.send(.floor(news))
            #expect(screen.shows(words))
            #expect(screen.take() == [.bell])
            screen.pass(.seconds(9))
        }
        screen.enter("/decline")
        #expect(screen.take() == [.conference(.rejectInvitation)])
    }

    @Test func comingUpSaysWhetherOneIsHeard() {
        var screen = Self.inside(as: .participant)
        screen.send(.floor(.moved(1, .hall)))
        #expect(screen.shows("you are in the hall: you see and hear, and are not heard"))
        screen.send(.devices(microphoneOn: true, cameraOn: false))
        screen.send(.floor(.moved(1, .podium)))
        #expect(screen.shows("you are on the podium; your microphone is on"))
    }

    @Test func rolesAndSettingsAreTold() throws {
        var screen = Self.inside()
        let pin = try PIN("424242")
        for (news, words) in [
            (FloorNews.role(account: "bob", .moderator), "bob is now a moderator"),
            (.locked(true), "the conference is locked"),
            (.notComing("eve", .noAnswer), "eve did not answer: /ring calls again"),
            (
                .settings(Self.settings { $0.access = .public }),
                "people without an account may come in"
            ),
            (
                .settings(
                    Self.settings {
                        $0.access = .public
                        $0.pin = pin
                    }), "a PIN is asked for: /entry-pin shows it"
            ),
            (
                .settings(
                    Self.settings {
                        $0.access = .public
                        $0.entryPIN = .untold
                    }), "a PIN is asked for, told to nobody; /entry-pin PIN sets another"
            ),
            (
                .settings(
                    Self.settings {
                        $0.access = .public
                        $0.pin = pin
                    }), "a PIN is asked for: /entry-pin shows it"
            ),
        ] {
            screen.send(.floor(news))
            #expect(screen.shows(words))
        }
        #expect(!screen.shows("424242"))
        screen.enter("/entry-pin")
        #expect(screen.shows("the PIN is 424242"))
        screen.send(.floor(.settings(Self.settings { $0.entryPIN = .untold })))
        screen.enter("/entry-pin")
        #expect(screen.shows("a PIN is asked for, told to nobody"))
        screen.enter("/ring")
        #expect(screen.take().last == .conference(.invite(try #require(AccountName("eve")))))
        screen.pass(.seconds(9))
        #expect(screen.text[0].contains("role-based, locked"))
    }

    @Test func aCallRingsUntilItIsOver() {
        var screen = Screen.ready()
        let call = ConferenceSummary(
            id: .one, chat: .ops, isUnlinked: false, startedBy: "carol", participantCount: 1)
        screen.send(.invited(call, by: "carol", rings: true))
        #expect(screen.take() == [.bell])
        #expect(screen.shows("carol calls you into a conference: /join k7f2-mq9x-d3tv, /decline"))
        screen.enter("/decline")
        #expect(screen.take() == [.decline(.one)])
        screen.enter("/join")
        #expect(screen.take() == [.join(.one)])
        screen.send(.invitationOver(.one))
        screen.enter("/decline")
        #expect(screen.take() == [])
    }

    /// The server tells it all again, and for the person nothing has happened.
    @Test func aLostConnectionRepeatsNoNews() {
        var screen = Self.inside()
        screen.send(.floor(.handRaised(2)))
        screen.send(.floor(.waits(WaiterView(id: 12, name: "Dan", account: "dan"))))
        screen.pass(.seconds(9))
        _ = screen.take()
        var view = ConferenceView.meeting()
        view.kind = .roleBased
        view.participants[0].role = .owner
        screen.send(.joined(view))
        screen.send(.floor(.handRaised(2)))
        screen.send(.floor(.waits(WaiterView(id: 12, name: "Dan", account: "dan"))))
        #expect(screen.take() == [])
        #expect(screen.shows("(hand up)"))
        #expect(screen.text[0].contains("1 waits to enter"))
    }

    @Test func aNameIsCutBeforeWhatItMeans() {
        var view = ConferenceView.meeting()
        view.kind = .roleBased
        view.participants[1].name = "somebody with a very long name indeed"
        view.participants[1].isHandUp = true
        var screen = Screen.ready(80, 24)
        screen.send(.joined(view))
        #expect(screen.shows("… hand up"))
    }

    @Test func whoSaysWhatEverybodyIs() {
        var screen = Self.inside()
        screen.enter("/who")
        screen.enter("/log")
        #expect(screen.shows("Gwen Li (guest)"))
        #expect(screen.shows("alice (owner, podium)"))
    }

    /// Nothing of it is for who is in no conference, and no number or name breaks it.
    @Test func hostileNewsChangeNothing() {
        var screen = Screen.ready()
        screen.send(.floor(.handRaised(1)))
        screen.send(.floor(.remarkBegan(7, .seconds(30))))
        #expect(screen.take() == [])
        screen = Self.inside()
        for id in [0, 77, UInt32.max] {
            for news in [
                FloorNews.handRaised(id), .moved(id, .podium), .remarkEnded(id), .invitedUp(id),
                .stoppedWaiting(id), .askedToTurnOn(.camera, by: id),
            ] { screen.send(.floor(news)) }
            screen.send(.floor(.waits(WaiterView(id: id, name: "\u{1B}[2J\u{202E}", account: ""))))
        }
        screen.send(.floor(.endsIn(.seconds(Int64(UInt32.max)))))
        screen.send(.floor(.remarkBegan(2, .seconds(Int64(UInt32.max)))))
        #expect(!screen.picture.contains("\u{1B}"))
    }

    @Test func setsTheConferenceByName() throws {
        var screen = Screen.inCall(100, 24)
        screen.enter("/conference")
        #expect(screen.shows("all-on-screen: topic none, people 36"))
        screen.enter("/conference guest-video")
        #expect(screen.shows("guest-video is on; on|off"))
        screen.enter("/conference guest-video off")
        var settings = ConferenceSettings(.allOnScreen)
        settings.guests.video = false
        #expect(screen.take() == [.conference(.change(settings))])
        screen.enter("/conference people 99")
        #expect(screen.take() == [])
        screen.enter("/conference people many")
        #expect(screen.shows("it is written /conference"))
    }
}
