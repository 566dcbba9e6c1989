import Rooms
import Sessions
import Units
import Wire

/// The everyday steps in conferences.
extension Desk {
    /// Ada and Bob in a conference of a chat with Eve; Ada has started it.
    struct Table {
        let ada: ConnectionID
        let bob: ConnectionID
        let chat: String
        let conference: String
        var adaNumber: UInt32 = 0
        var bobNumber: UInt32 = 0
    }

    mutating func table(
        _ setup: ConferenceSetup = ConferenceSetup(), isUnlinked: Bool = false,
        withBob: Bool = true,
    ) throws -> Table {
        let (ada, bob) = (try self.enter(1, "ada"), try self.enter(2, "bob"))
        for id in [ada, bob] { self.goLive(id) }
        let chat = try self.group(ada, "team", with: "bob", "eve")
        var start = StartConference()
        start.chat = chat
        start.unlinked = isUnlinked
        start.setup = setup
        guard case .conference(let entry)? = self.ask(ada, .startConference(start)) else {
            throw Unexpected()
        }
        var table = Table(ada: ada, bob: bob, chat: chat, conference: entry.id)
        table.adaNumber = try self.joined(ada, entry.id).participant
        if withBob { table.bobNumber = try self.joined(bob, entry.id).participant }
        self.forgetTold()
        return table
    }

    mutating func goLive(_ id: ConnectionID) {
        var sync = Sync()
        sync.fromNow = true
        self.ask(id, .sync(sync))
    }

    /// Why it was refused; nil if it was done.
    @discardableResult
    mutating func act(_ id: ConnectionID, _ deed: ConferenceAct.OneOf_Deed?) -> Refusal? {
        var act = ConferenceAct()
        act.deed = deed
        return Self.refusal(self.ask(id, .conferenceAct(act)))
    }

    @discardableResult
    mutating func turnOn(
        _ id: ConnectionID, microphone: Bool = false, camera: Bool = false
    ) -> Refusal? {
        var set = SetDevices()
        set.devices.microphone = microphone
        set.devices.camera = camera
        return Self.refusal(self.ask(id, .setDevices(set)))
    }

    mutating func knock(
        _ id: ConnectionID, _ conference: String, pin: String = "", calls: String = ""
    ) -> Response.OneOf_Body? {
        var join = JoinConference()
        join.conference = conference
        join.kind = .person
        join.pin = pin
        join.calls = calls
        return self.ask(id, .joinConference(join))
    }

    /// Logs a guest in on a connection of its own; nil if it was refused.
    mutating func guest(
        _ number: UInt64, _ conference: String, name: String = "Gwen", pin: String = "",
        source: String = "",
    ) -> (id: ConnectionID, answer: Response.OneOf_Body?) {
        let id = ConnectionID(number)
        self.feed(.opened(id, channelBinding: [1], source: source))
        var login = GuestLogin()
        login.conference = conference
        login.name = name
        login.pin = pin
        login.device = Self.device
        return (id, self.ask(id, .guestLogin(login)))
    }

    func changes(_ id: ConnectionID) -> [FloorChanged.OneOf_Change] {
        (self.told[id] ?? []).compactMap {
            if case .floorChanged(let news) = $0 { news.change } else { nil }
        }
    }

    func admitted(_ id: ConnectionID) -> Joined? {
        (self.told[id] ?? []).compactMap {
            if case .admitted(let joined) = $0 { joined } else { nil }
        }.last
    }

    /// Where lines go now, as last told.
    func audience(_ id: ConnectionID) -> AudienceChanged? {
        (self.told[id] ?? []).compactMap {
            if case .audienceChanged(let news) = $0 { news } else { nil }
        }.last
    }
}

extension Wire.Whom {
    static func one(_ number: UInt32) -> Wire.Whom {
        var whom = Wire.Whom()
        whom.these.participants = [number]
        return whom
    }

    static var all: Wire.Whom {
        var whom = Wire.Whom()
        whom.everyone = Empty()
        return whom
    }
}

extension ConferenceSetup {
    static func make(
        _ kind: ConferenceKindCode = .allOnScreen,
        _ change: (inout ConferenceSetup) -> Void = { _ in }
    ) -> ConferenceSetup {
        var setup = ConferenceSetup()
        setup.kind = kind
        change(&setup)
        return setup
    }
}
