internal import Canvas
internal import Media
internal import NIOCore
internal import Rooms
internal import SealedMedia
internal import SecureSockets
internal import Sessions
internal import Synchronization
internal import Units
internal import VPXVideo
internal import Wire

/// One stay in a conference: who is there, whose keys are held, what goes out and what comes in.
///
/// Keys, roster and sealing live on the client's loop, so there is one owner and no lock; threads
/// that capture hand their packets over, threads that play are handed theirs. A connection that was
/// lost and came back enters again, under a new number and with a new key of its own; the visit's ID
/// tells the server that it is the same participant.
///
/// @unchecked: everything mutable is touched on `client.loop` only.
final class Conference: @unchecked Sendable {
    /// What a front hears of it, on the loop.
    enum News: Sendable {
        /// In, for the first time or again.
        case entered(Roster)
        case joined(UInt32, Roster)
        case left(name: String, UInt32, wasRemoved: Bool, Roster)
        /// Somebody could not even be rung.
        case notCalled(account: String, Failure)
        /// Somebody lost the connection and is back under a new number; for people nothing
        /// happened.
        case returned(from: UInt32, UInt32, Roster)
        case changed(Roster)
        /// On the floor, or before the door; the roster has it already.
        case floor(FloorChanged.OneOf_Change, Roster)
        /// A moderator has been asked to open the door.
        case waiting
        case audienceChanged(Roster)
        /// The connection is gone; the conference is entered again when it is back.
        case interrupted
        case ended
        case failed(Failure)
    }

    typealias Listener = @Sendable (News) -> Void

    /// Empty until the server has said which it is, for who has called its owner.
    private(set) var id: String
    private let owner: AccountName?
    let visit: VisitID
    let reception: Reception
    /// What the others want of our camera; the encoder reads it.
    let demand = CameraDemand()
    let client: Client
    let kind: ParticipantKind
    /// How large everybody is looked at from the first moment on; nil waits for `want`.
    let view: PictureSize?
    let listener: Listener
    /// What entrants are asked for; empty if nothing is known.
    private let pin: String
    /// Who is rung once one is in, and has neither come nor declined.
    var callees: Set<AccountName>
    var roster: Roster?
    /// The number of the newest visit; 0 before the first.
    private var number: UInt32 = 0
    /// Who was there when the connection was lost.
    private var known: [UInt32: Roster.Member] = [:]
    /// What a busy server is told again.
    var repetitions = Repetitions()
    /// Made at every entry: a stay has keys of its own.
    var sealer: MediaSealer?
    var openers: [UInt32: MediaOpener] = [:]
    var assembler = MediaAssembler()
    var streams: [Wire.Stream] = []
    /// What is on, as the person wants it and the conference lets it be.
    var devices: Devices
    /// The same as the server has it, as far as is known.
    var agreed = Devices()
    /// What the server was told of devices so far, and the newest of it that was answered.
    var devicesTold = 0
    var devicesAnswered = 0
    /// One's own devices, while they send.
    var media: LocalMedia?
    var wants: [UInt32: WantStream] = [:]
    var isOver = false
    /// The connection is gone, or was not there to ask over: the next one asks to be let in.
    private var awaitsConnection = false
    /// Media messages that could not be opened: forged, replayed, or of a key we don't have.
    var unopenedCount = 0
    /// Media messages on their way from a capturing thread to the loop.
    let handedOver = Atomic(0)
    /// More of them mean that the loop is held up; then new ones are dropped, as on a slow link. Two
    /// seconds of one voice, or of a picture with three layers each.
    static let handedOverMaximum = 100
    /// How long leaving waits for the server's answer.
    private static let leaveMaximum = TimeAmount.seconds(2)

    /// - Parameters:
    ///   - devices: what is on from the start, unless the conference says otherwise.
    ///   - view: how large everybody is looked at from the first moment on; nil waits for `want`.
    init(
        _ destination: Destination, client: Client, as kind: ParticipantKind, reception: Reception,
        pin: String = "", calling callees: [AccountName] = [], devices: Devices = Devices(),
        view: PictureSize?, listener: @escaping Listener,
    ) {
        switch destination {
        case .conference(let id): (self.id, self.owner) = (id, nil)
        case .owner(let account): (self.id, self.owner) = ("", account)
        }
        self.visit = client.unleft.visit(to: self.id)
        self.pin = pin
        self.callees = Set(callees)
        self.devices = devices
        self.client = client
        self.kind = kind
        self.view = view
        self.reception = reception
        self.listener = listener
        reception.onNeed { [weak self] participant, layer in
            self?.askSwitchPoint(of: participant, layer: layer)
        }
    }

    // MARK: Coming and going

    /// Enters; the outcome comes as news.
    func enter() {
        var join = JoinConference()
        if let owner = self.owner, self.id.isEmpty {
            join.calls = owner.text
        } else {
            join.conference = self.id
        }
        join.kind = self.kind
        join.visit = .init(octets: self.visit.octets)
        join.pin = self.pin
        join.devices = self.devices
        if self.number == 0 { self.agreed = self.devices }
        self.tell(.entering, .joinConference(join), again: self.enter) { self.entered($0) }
    }

    /// Leaves, and returns when the server knows; nothing is heard of the conference any more.
    func leave() async {
        let left = Outcome<Void>()
        self.client.loop.execute {
            guard !self.isOver else { return left.give(()) }
            self.end()
            self.client.unleft.note(self.visit, in: self.id)
            // Refused, answered or cut off: we are out in any case.
            self.client.request(.leaveConference(LeaveConference())) { answer in
                if case .response(.done) = answer { self.client.unleft.isOver() }
                left.give(())
            }
            self.client.loop.scheduleTask(in: Self.leaveMaximum) { left.give(()) }
        }
        await left.wait()
    }

    private func entered(_ answer: Client.Answer) {
        guard !self.isOver else {
            // Left before we were let in: the server may have taken the leave for a mistake.
            if case .response(.joined) = answer {
                self.client.request(.leaveConference(LeaveConference())) { _ in }
            }
            return
        }
        switch answer {
        case .response(.joined(let joined)): self.letIn(joined)
        case .response(.refused(let refused)): self.fail(Failure(refused))
        case .response: self.fail(.unexpectedAnswer)
        case .connectionLost: self.awaitsConnection = true
        case .ended: break
        }
    }

    /// In, or before the door: then `admitted` comes when a moderator opens it.
    private func letIn(_ joined: Joined) {
        let roster = Roster(joined)
        if self.id.isEmpty { self.id = ConferenceID(roster.conference)?.text ?? "" }
        guard !self.id.isEmpty, roster.conference == self.id, roster.isWithinLimits else {
            return self.fail(.unexpectedAnswer)
        }
        if joined.seat == .waiting {
            self.number = roster.me
            self.listener(.waiting)
        } else {
            self.begin(roster)
        }
    }

    /// What is heard before the door.
    private func wait(_ event: Event.OneOf_Body) {
        switch event {
        case .admitted(let joined) where joined.conference.id == self.id: self.letIn(joined)
        case .floorChanged(let news) where news.conference == self.id:
            guard case .denied(self.number) = news.change else { return }
            self.fail(Failure(.notPermitted, Refusal.entryDenied.sentence))
        case .conferenceEnded(let news) where news.conference == self.id: self.ended(news)
        default: break
        }
    }

    private func begin(_ roster: Roster) {
        self.roster = roster
        self.number = roster.me
        do throws(SealingError) { self.sealer = try MediaSealer() } catch {
            return self.fail(Failure(.failed, "cannot make a media key: \(error)"))
        }
        // Who was there before the connection was lost goes on as it was.
        let known = self.known.filter { roster.members[$0.key]?.isSame(as: $0.value) == true }
        self.known = [:]
        // What the last connection carried says nothing of this one.
        self.demand.carry(highestLayer: MediaHeader.layerCountMaximum - 1)
        self.client.uplinkListener = { [weak self] news in self?.take(news) }
        self.openers = self.openers.filter { known[$0.key] != nil }
        self.assembler = MediaAssembler()
        self.reception.removeAll(but: Set(known.keys))
        for (number, member) in roster.others { self.reception.add(number, member.camera) }
        self.deliverKeys(to: roster.others.map(\.number))
        self.tellStreams()
        self.settleDevices(roster.members[roster.me]?.devices ?? self.devices)
        self.wants = [:]
        for (number, _) in roster.others { self.look(at: number) }
        self.listener(.entered(roster))
        self.ring()
    }

    func fail(_ failure: Failure) {
        if self.roster != nil {
            self.client.request(.leaveConference(LeaveConference())) { _ in }
        }
        self.end()
        self.listener(.failed(failure))
    }

    private func end() {
        self.isOver = true
        self.media = nil
        self.client.connection?.forgetMedia()
        self.repetitions.cancel()
        self.reception.removeAll(but: [])
    }

    // MARK: What the session says

    /// Takes every event of the client's session; runs on the loop.
    func receive(_ event: ClientEvent) {
        guard !self.isOver else { return }
        switch event {
        case .media(let body): self.receive(fragment: body)
        case .server(let body): self.receive(body)
        case .offline:
            self.awaitsConnection = true
            self.repetitions.cancel()
            guard let roster = self.roster else { return }
            self.known = roster.members
            self.roster = nil
            self.demand.want(highestLayer: -1)
            self.listener(.interrupted)
        case .online where self.awaitsConnection:
            self.awaitsConnection = false
            self.enter()
        case .failed(let failure): self.fail(Failure(failure))
        default: break
        }
    }

    private func receive(_ event: Event.OneOf_Body) {
        guard self.roster != nil else { return self.wait(event) }
        switch event {
        case .participantJoined(let news) where news.conference == self.id:
            self.joined(news.participant)
        case .participantLeft(let news) where news.conference == self.id:
            self.left(news.participant, wasRemoved: news.removed)
        case .streamsPublished(let news):
            guard self.roster?.members[news.participant] != nil else { return }
            let layers = Roster.Member.layers(of: news.streams)
            self.roster?.members[news.participant]?.camera = layers
            self.reception.add(news.participant, layers)
            self.tellChange()
        case .devicesSet(let news):
            self.roster?.members[news.participant]?.devices = news.devices
            if news.participant == self.roster?.me { self.hear(news.devices) }
            self.tellChange()
        case .floorChanged(let news) where news.conference == self.id:
            guard let change = news.change else { return }
            self.roster?.apply(change)
            if let roster = self.roster { self.listener(.floor(change, roster)) }
            if case .callRefused(let refused) = change { self.callRefused(refused) }
        case .keyDelivered(let news): self.accept(news)
        case .streamWanted(let news) where news.kind == .camera:
            self.wantOwnCamera(highestLayer: Int(news.highestLayer))
        case .switchPointWanted(let news) where news.kind == .camera:
            self.demand.wantSwitchPoint(layer: Int(news.spatialLayer))
        case .audienceChanged(let news) where news.conference == self.id:
            self.roster?.audience = Sanitized(remote: news.audience).text
            self.roster?.writeChat = news.writeChat
            if let roster = self.roster { self.listener(.audienceChanged(roster)) }
        case .conferenceEnded(let news) where news.conference == self.id: self.ended(news)
        default: break
        }
    }

    private func joined(_ participant: Participant) {
        // A number is given once: another device under it would get keys that nobody sees it has.
        guard self.roster?.members[participant.id] == nil else {
            return self.fail(Failure(.protocol, "the server exchanged a participant"))
        }
        let member = Roster.Member(participant)
        if let old = self.roster?.number(ofVisit: member.visit) {
            guard self.roster?.members[old]?.isSame(as: member) != true else {
                return self.returned(member, participant.id, old)
            }
            // The server says so, the keys don't: one has left, another has come.
            self.left(old, wasRemoved: false)
        }
        guard self.add(member, participant.id) else { return }
        if let account = AccountName(member.account) { self.callees.remove(account) }
        // The newcomer gets the ratcheted key and can't open what came before.
        self.rekey { sealer throws(SealingError) in try sealer.ratchet() }
        self.deliverKeys(to: [participant.id])
        if let roster = self.roster { self.listener(.joined(participant.id, roster)) }
    }

    /// The same device under a new number: it had our key and gets it again, with nothing changed.
    private func returned(_ member: Roster.Member, _ number: UInt32, _ old: UInt32) {
        self.forget(old)
        self.reception.replace(old, by: number)
        guard self.add(member, number) else { return }
        self.deliverKeys(to: [number])
        if let roster = self.roster { self.listener(.returned(from: old, number, roster)) }
    }

    private func add(_ member: Roster.Member, _ number: UInt32) -> Bool {
        self.roster?.members[number] = member
        guard self.roster?.isWithinLimits == true else {
            self.fail(Failure(.protocol, "the server announced too many participants"))
            return false
        }
        self.reception.add(number, member.camera)
        self.look(at: number)
        return true
    }

    private func left(_ number: UInt32, wasRemoved: Bool) {
        guard let member = self.roster?.members[number] else { return }
        self.forget(number)
        self.reception.remove(number)
        guard let roster = self.roster else { return }
        // Who left has the old key and gets no new one.
        self.rekey { sealer throws(SealingError) in try sealer.renew() }
        self.deliverKeys(to: roster.others.map(\.number))
        self.listener(.left(name: member.name, number, wasRemoved: wasRemoved, roster))
    }

    private func forget(_ number: UInt32) {
        self.roster?.members[number] = nil
        self.openers[number] = nil
        self.assembler.forget(number)
        self.wants[number] = nil
    }

    /// Over for all, or for oneself alone: then there is a cause.
    private func ended(_ news: ConferenceEnded) {
        self.end()
        guard let cause = Refusal(rawValue: news.cause) else { return self.listener(.ended) }
        self.listener(.failed(Failure(cause.exitCode, cause.sentence)))
    }

    func tellChange() {
        if let roster = self.roster { self.listener(.changed(roster)) }
    }
}
