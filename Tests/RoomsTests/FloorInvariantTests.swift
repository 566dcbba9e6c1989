import Rooms
import Testing
import Units

/// Random people do random things, and what must always hold is looked at after each.
@Suite struct FloorInvariantTests {
    @Test(arguments: 0..<50)
    func `whatever people do, the rules hold`(batch: UInt64) {
        for seed in batch * 10..<batch * 10 + 10 {
            var run = RandomRun(seed: seed)
            for step in 0..<200 {
                run.step()
                let faults = run.faults
                #expect(faults == [], "seed \(seed), step \(step)")
                guard faults.isEmpty else { return }
            }
        }
    }

    /// The runs would prove little if most of what they try were refused or never came about.
    @Test func `the runs see every kind of change`() {
        var seen: Set<String> = []
        var accepted = 0
        for seed in 0..<100 as Range<UInt64> {
            var run = RandomRun(seed: seed)
            for _ in 0..<200 { run.step() }
            seen.formUnion(run.seen)
            accepted += run.acceptedCount
        }
        #expect(
            seen == [
                "waits", "entered", "replaced", "denied", "left", "stoppedWaiting", "removed",
                "gone",
                "invited", "moved", "handRaised", "handLowered", "invitedUp",
                "invitationRejected", "remarkBegan", "remarkEnded", "turnedOn", "turnedOff",
                "askedToTurnOn", "reacted", "voted", "votesCounted", "role", "locked", "unlocked",
                "settingsChanged", "endsSoon",
                "extended", "ended",
            ])
        #expect(accepted > 100 * 50)
    }
}

/// One seeded run, with a model of its own of what each microphone's owner has done.
private struct RandomRun {
    private var random: SeededRandom
    private var floor: Floor
    private var now = Instant.start + .seconds(10)
    private var next: UInt32 = 1
    /// Who acted in this step.
    private var actor: UInt32?
    /// What their owners have switched on, without what was turned off since.
    private var wished: [UInt32: Set<ConferenceDevice>] = [:]
    /// The owner's presence: not come yet counts as theirs.
    private var ownerHasCome = false
    private var remarkBegan: [UInt32: Instant] = [:]
    /// How the vote stands, as everybody was told.
    private var told = VoteTally()
    private(set) var faults: [String] = []
    private(set) var seen: Set<String> = []
    private(set) var acceptedCount = 0

    private static let limits: FloorLimits = {
        var limits = FloorLimits()
        limits.waitingMaximum = 3
        limits.moderatorsMaximum = 3
        limits.invitedMaximum = 3
        limits.removedMaximum = 3
        return limits
    }()

    private static let thumb: Emoji = {
        guard let emoji = Emoji("👍") else { preconditionFailure("a thumb is an emoji") }
        return emoji
    }()

    private static let names = ["olga", "mona", "a", "b", "c", "d", "guest1", "guest2"]

    init(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let kind = ConferenceKind.allCases.randomElement(using: &random) ?? .smart
        let settings = Self.settings(kind, using: &random)
        self.floor = Floor(
            settings, owner: .olga, moderators: [.named("mona")], invited: [.named("a")],
            plannedEnd: Bool.random(using: &random) ? .start + .seconds(1000) : nil,
            limits: Self.limits, at: self.now)
        self.random = random
    }

    private static func settings(
        _ kind: ConferenceKind, using random: inout SeededRandom
    ) -> ConferenceSettings {
        let people = min(kind.peopleMaximum, Int.random(in: 2...8, using: &random))
        let podium = kind.takesHands ? min(people, Int.random(in: 1...4, using: &random)) : nil
        var settings = ConferenceSettings(kind)
        if let shape = try? ConferenceShape(kind, people: people, podium: podium) {
            settings.shape = shape
        }
        settings.access = Int.random(in: 0..<4, using: &random) == 0 ? .private : .public
        settings.waitingRoom = WaitingRoom.allCases.randomElement(using: &random) ?? .off
        settings.guests.audio = Bool.random(using: &random)
        settings.guests.video = Bool.random(using: &random)
        settings.mutesMicrophoneOnEntry = Bool.random(using: &random)
        return settings
    }

    mutating func step() {
        self.now = self.now + .milliseconds(Int.random(in: 0...8000, using: &self.random))
        self.actor = nil
        guard !self.floor.isOver else { return self.check([]) }
        let changes =
            switch Int.random(in: 0..<16, using: &self.random) {
            case 0..<3: self.enter()
            case 3: self.leave()
            case 4: self.speak()
            case 5: self.floor.advance(at: self.now)
            default: self.act()
            }
        self.check(changes)
    }

    private mutating func someNumber() -> UInt32 {
        let known = self.floor.attendees.keys.sorted()
        if Int.random(in: 0..<20, using: &self.random) == 0 { return 999 }
        return known.randomElement(using: &self.random) ?? 999
    }

    private mutating func enter() -> [FloorChange] {
        let number = self.next
        self.next += 1
        var replaced: UInt32?
        var visitor = Visitor(.named(Self.names.randomElement(using: &self.random) ?? "a"))
        visitor.hasCalled = Int.random(in: 0..<4, using: &self.random) == 0
        visitor.isOperator = visitor.person == .named("d")
        if Int.random(in: 0..<8, using: &self.random) == 0 {
            visitor.kind = Bool.random(using: &self.random) ? .recorder : .bot
        }
        if Int.random(in: 0..<4, using: &self.random) == 0 {
            replaced = self.someNumber()
            if let old = replaced.flatMap({ self.floor.attendees[$0] }) { visitor = old.visitor }
        }
        let devices = Set(
            ConferenceDevice.allCases.filter { _ in Bool.random(using: &self.random) })
        let isContinued = replaced.map { self.floor.attendees[$0] != nil } ?? false
        guard
            let changes = try? self.floor.enter(
                number, visitor, with: devices, replacing: replaced, at: self.now)
        else { return [] }
        self.acceptedCount += 1
        // A visit that goes on keeps what its owner had on, and what others had turned off.
        self.wished[number] = isContinued ? self.wished[replaced ?? 0] : devices
        return changes
    }

    private mutating func leave() -> [FloorChange] {
        let isLost = Bool.random(using: &self.random)
        return self.floor.leave(
            self.someNumber(), absentUntil: isLost ? self.now + .seconds(60) : nil, at: self.now)
    }

    private mutating func speak() -> [FloorChange] {
        let stream = ConferenceStream.allCases.randomElement(using: &self.random) ?? .voice
        return self.floor.noticed(stream, from: self.someNumber(), at: self.now)
    }

    private mutating func act() -> [FloorChange] {
        let number = self.someNumber()
        let action = self.someAction()
        let before = self.floor
        do throws(Denial) {
            let changes = try self.floor.handle(action, by: number, at: self.now)
            self.acceptedCount += 1
            // Before the door nobody is told of what one chooses.
            if before.attendees[number]?.seat == .waiting { self.choose(action, number) }
            self.actor = number
            return changes
        } catch {
            if self.floor != before { self.faults.append("refused \(action) changed something") }
            if error.sentence.isEmpty { self.faults.append("refused \(action) without a word") }
            return []
        }
    }

    private mutating func choose(_ action: ConferenceAction, _ number: UInt32) {
        switch action {
        case .turnOn(let device): self.wished[number, default: []].insert(device)
        case .turnOff(let device): self.wished[number, default: []].remove(device)
        default: break
        }
    }

    private mutating func someAction() -> ConferenceAction {
        let whom: ConferenceAction.Whom =
            Int.random(in: 0..<4, using: &self.random) == 0
            ? .everyone : .these([self.someNumber()])
        let person = PersonID.named(Self.names.randomElement(using: &self.random) ?? "a")
        let device = ConferenceDevice.allCases.randomElement(using: &self.random) ?? .camera
        let settings = Self.settings(
            self.floor.kind == .smart ? .roleBased : self.floor.kind, using: &self.random)
        var actions: [ConferenceAction] = [
            .admit(whom), .admit(whom), .admit(whom), .deny(whom), .raiseHand, .raiseHand,
            .lowerHand, .acceptHand(whom), .acceptHand(whom), .rejectHand(whom),
            .inviteUp(whom), .inviteUp(whom), .acceptInvitation, .acceptInvitation,
            .rejectInvitation, .bringDown(whom), .stepDown, .beginRemark, .beginRemark,
            .endRemark(self.someNumber()), .turnOn(device), .turnOn(.microphone),
            .turnOff(device), .turnOffOthers(device, whom), .askToTurnOn(device, whom),
            .appoint(self.someNumber()), .dismiss(person), .lock, .unlock, .unlock,
            .change(settings), .extend(.seconds(60)), .react(Self.thumb), .clearVotes,
            .vote(YesOrNo.allCases.randomElement(using: &self.random), isAnonymous: false),
            .vote(nil, isAnonymous: true), .vote(.no, isAnonymous: true),
        ]
        if case .account(let account) = person { actions.append(.invite(account)) }
        switch Int.random(in: 0..<500, using: &self.random) {
        case 0: return .end
        case 1..<10: return .remove(whom)
        default: return actions.randomElement(using: &self.random) ?? .lock
        }
    }

    // MARK: What must hold

    private mutating func check(_ changes: [FloorChange]) {
        for change in changes {
            self.seen.insert(String("\(change)".prefix { $0 != "(" }))
            switch change {
            case .remarkBegan(let number, until: _): self.remarkBegan[number] = self.now
            case .turnedOff(let device, let number): self.wished[number]?.remove(device)
            case .turnedOn(let device, let number) where number == self.actor:
                self.wished[number, default: []].insert(device)
            default: break
            }
        }
        self.checkSeats()
        self.checkDevices()
        self.checkStreams()
        self.checkOwner()
        self.checkVotes(changes)
        if let deadline = self.floor.deadline, deadline <= self.now {
            // Reached by the passing of time alone; letting it pass must get on.
            self.checkVotes(self.floor.advance(at: self.now))
            if let next = self.floor.deadline, next <= self.now {
                self.faults.append("the deadline does not move on")
            }
        }
    }

    private mutating func checkSeats() {
        let shape = self.floor.settings.shape
        if self.floor.onPodium.count > shape.podium { self.faults.append("too many up") }
        if self.floor.inside.count > shape.people { self.faults.append("too many inside") }
        if self.floor.waiting.count > Self.limits.waitingMaximum {
            self.faults.append("too many wait")
        }
        // Nobody is hidden: everybody has one seat and is in one of the two lists.
        let listed = self.floor.inside + self.floor.waiting
        if listed.sorted() != self.floor.attendees.keys.sorted() {
            self.faults.append("somebody is in no list")
        }
        for (number, attendee) in self.floor.attendees {
            if !self.floor.kind.hasHall, attendee.seat.isInside, attendee.seat != .podium {
                self.faults.append("\(number) sits in a hall that is none")
            }
            if (attendee.seat == .remark) != (attendee.remarkEnd != nil) {
                self.faults.append("\(number) makes half a remark")
            }
            if attendee.handUpSince != nil || attendee.isInvitedUp,
                attendee.seat == .podium || attendee.seat == .waiting
            {
                self.faults.append("\(number) asks for where it can't go")
            }
        }
    }

    /// Everybody knows how the vote stands, and it has no more votes than people.
    private mutating func checkVotes(_ changes: [FloorChange]) {
        for case .votesCounted(let tally) in changes { self.told = tally }
        let tally = self.floor.tally
        if !self.floor.isOver, tally != self.told { self.faults.append("a vote is not told of") }
        let people = Set(
            self.floor.attendees.values.filter { $0.seat.isInside && $0.visitor.isHuman }
                .map(\.person))
        if tally.yes + tally.no > people.count || (!tally.isEmpty && tally.present != people.count)
        {
            self.faults.append("\(tally) of \(people.count) people")
        }
    }

    private mutating func checkDevices() {
        for (number, attendee) in self.floor.attendees {
            if !attendee.devices.isSubset(of: self.wished[number] ?? []) {
                self.faults.append("\(number) has on what it did not turn on")
            }
            let guests = self.floor.settings.guests
            if attendee.person.isGuest, attendee.seat.isInside,
                !guests.audio && attendee.devices.contains(.microphone)
                    || !guests.video && attendee.devices.contains(.camera)
            {
                self.faults.append("guest \(number) has on what is forbidden")
            }
        }
    }

    private mutating func checkStreams() {
        for (sender, from) in self.floor.attendees {
            if let began = self.remarkBegan[sender], from.seat == .remark,
                self.now >= began + Self.limits.remarkLength,
                from.seat(at: self.now) == .remark
            {
                self.faults.append("\(sender) speaks on after the end")
            }
            for (receiver, to) in self.floor.attendees {
                for stream in ConferenceStream.allCases
                where self.floor.passes(stream, from: sender, to: receiver, at: self.now) {
                    if from.seat == .waiting || to.seat == .waiting {
                        self.faults.append("\(stream) passes the door")
                    }
                    if stream == .voice, !from.devices.contains(.microphone) {
                        self.faults.append("\(sender) is heard though muted")
                    }
                    if self.floor.isOver { self.faults.append("\(stream) after the end") }
                }
            }
        }
    }

    /// Somebody owns it while people are there: present, about to come back, or not come yet.
    private mutating func checkOwner() {
        let owners = self.floor.attendees.values.filter {
            $0.person == self.floor.owner && $0.seat.isInside && $0.visitor.isHuman
        }
        if !owners.isEmpty { self.ownerHasCome = true }
        guard self.ownerHasCome, owners.isEmpty, !self.floor.isOver else { return }
        let hasPeople = self.floor.attendees.values.contains {
            $0.seat.isInside && $0.visitor.isHuman
        }
        if hasPeople, !self.floor.isAwaited(self.floor.owner) {
            self.faults.append("nobody owns it")
        }
    }
}
