internal import Canvas
internal import Media
internal import NIOCore
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
/// lost and came back enters again, as a new participant with new keys.
///
/// @unchecked: everything mutable is touched on `client.loop` only.
final class Conference: @unchecked Sendable {
    /// What a front hears of it, on the loop.
    enum News: Sendable {
        /// In, for the first time or again.
        case entered(Roster)
        case joined(UInt32, Roster)
        case left(account: String, UInt32, Roster)
        case changed(Roster)
        case audienceChanged(Roster)
        /// The connection is gone; the conference is entered again when it is back.
        case interrupted
        case ended
        case failed(Failure)
    }

    typealias Listener = @Sendable (News) -> Void

    let id: String
    let reception: Reception
    /// What the others want of our camera; the encoder reads it.
    let demand = CameraDemand()
    let client: Client
    let kind: ParticipantKind
    /// How large everybody is looked at from the first moment on; nil waits for `want`.
    let view: PictureSize?
    let listener: Listener
    var roster: Roster?
    /// Made at every entry: a stay has keys of its own.
    var sealer: MediaSealer?
    var openers: [UInt32: MediaOpener] = [:]
    var assembler = MediaAssembler()
    var streams: [Wire.Stream] = []
    var devices = Devices()
    var wants: [UInt32: WantStream] = [:]
    var isOver = false
    /// Media messages that could not be opened: forged, replayed, or of a key we don't have.
    var unopenedCount = 0
    /// Media messages on their way from a capturing thread to the loop.
    let handedOver = Atomic(0)
    /// More of them mean that the loop is held up; then new ones are dropped, as on a slow link. Two
    /// seconds of one voice, or of a picture with three layers each.
    static let handedOverMaximum = 100
    /// Frames sealed before a renewal are on their way for so long; later ones are forged (T16).
    private static let renewalGrace = TimeAmount.seconds(2)
    /// How long leaving waits for the server's answer.
    private static let leaveMaximum = TimeAmount.seconds(2)

    init(
        _ id: String, client: Client, as kind: ParticipantKind, reception: Reception,
        view: PictureSize?, listener: @escaping Listener,
    ) {
        self.id = id
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
        join.conference = self.id
        join.kind = self.kind
        self.client.request(.joinConference(join)) { answer in self.entered(answer) }
    }

    /// Leaves, and returns when the server knows; nothing is heard of the conference any more.
    func leave() async {
        let left = Outcome<Void>()
        self.client.loop.execute {
            guard !self.isOver else { return left.give(()) }
            self.isOver = true
            self.reception.removeAll()
            // Refused, answered or cut off: we are out in any case.
            self.client.request(.leaveConference(LeaveConference())) { _ in left.give(()) }
            self.client.connection?.forgetMedia()
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
        case .response(.joined(let joined)):
            let roster = Roster(joined)
            guard roster.conference == self.id, roster.isWithinLimits else {
                return self.fail(.unexpectedAnswer)
            }
            self.roster = roster
            self.client.uplinkListener = { [weak self] news in self?.take(news) }
            do throws(SealingError) { self.sealer = try MediaSealer() } catch {
                return self.fail(Failure(.failed, "cannot make a media key: \(error)"))
            }
            self.openers = [:]
            self.assembler = MediaAssembler()
            self.reception.removeAll()
            for (number, member) in roster.others { self.reception.add(number, member.camera) }
            self.deliverKeys(to: roster.others.map(\.number))
            self.tellStreams()
            self.tellDevices()
            self.wants = [:]
            for (number, _) in roster.others { self.look(at: number) }
            self.listener(.entered(roster))
        case .response(.refused(let refused)): self.fail(Failure(refused))
        case .response: self.fail(.unexpectedAnswer)
        case .connectionLost: break
        }
    }

    func fail(_ failure: Failure) {
        if self.roster != nil {
            self.client.request(.leaveConference(LeaveConference())) { _ in }
        }
        self.isOver = true
        self.reception.removeAll()
        self.listener(.failed(failure))
    }

    // MARK: What the session says

    /// Takes every event of the client's session; runs on the loop.
    func receive(_ event: ClientEvent) {
        guard !self.isOver else { return }
        switch event {
        case .media(let body): self.receive(fragment: body)
        case .server(let body): self.receive(body)
        case .offline:
            guard self.roster != nil else { return }
            self.roster = nil
            self.demand.want(highestLayer: -1)
            self.listener(.interrupted)
        case .online(_, let isReturn) where isReturn: self.enter()
        case .failed(let failure): self.fail(Failure(failure))
        default: break
        }
    }

    private func receive(_ event: Event.OneOf_Body) {
        guard self.roster != nil else { return }
        switch event {
        case .participantJoined(let news) where news.conference == self.id:
            self.joined(news.participant)
        case .participantLeft(let news) where news.conference == self.id:
            self.left(news.participant)
        case .streamsPublished(let news):
            guard self.roster?.members[news.participant] != nil else { return }
            let layers = Roster.Member.layers(of: news.streams)
            self.roster?.members[news.participant]?.camera = layers
            self.reception.add(news.participant, layers)
            self.tellChange()
        case .devicesSet(let news):
            self.roster?.members[news.participant]?.devices = news.devices
            self.tellChange()
        case .keyDelivered(let news): self.accept(news)
        case .streamWanted(let news) where news.kind == .camera:
            self.wantOwnCamera(highestLayer: Int(news.highestLayer))
        case .switchPointWanted(let news) where news.kind == .camera:
            self.demand.wantSwitchPoint(layer: Int(news.spatialLayer))
        case .audienceChanged(let news) where news.conference == self.id:
            self.roster?.audience = Sanitized(remote: news.audience).text
            self.roster?.writeChat = news.writeChat
            if let roster = self.roster { self.listener(.audienceChanged(roster)) }
        case .conferenceEnded(let news) where news.conference == self.id:
            self.isOver = true
            self.reception.removeAll()
            self.listener(.ended)
        default: break
        }
    }

    private func joined(_ participant: Participant) {
        // A number is given once: another device under it would get keys that nobody sees it has.
        guard self.roster?.members[participant.id] == nil else {
            return self.fail(Failure(.protocol, "the server exchanged a participant"))
        }
        let member = Roster.Member(participant)
        self.roster?.members[participant.id] = member
        guard self.roster?.isWithinLimits == true else {
            return self.fail(Failure(.protocol, "the server announced too many participants"))
        }
        self.reception.add(participant.id, member.camera)
        self.look(at: participant.id)
        // The newcomer gets the ratcheted key and can't open what came before.
        self.rekey { sealer throws(SealingError) in try sealer.ratchet() }
        self.deliverKeys(to: [participant.id])
        if let roster = self.roster { self.listener(.joined(participant.id, roster)) }
    }

    private func left(_ number: UInt32) {
        guard let member = self.roster?.members.removeValue(forKey: number) else { return }
        self.openers[number] = nil
        self.assembler.forget(number)
        self.wants[number] = nil
        self.reception.remove(number)
        guard let roster = self.roster else { return }
        // Who left has the old key and gets no new one.
        self.rekey { sealer throws(SealingError) in try sealer.renew() }
        self.deliverKeys(to: roster.others.map(\.number))
        self.listener(.left(account: member.account, number, roster))
    }

    func tellChange() {
        if let roster = self.roster { self.listener(.changed(roster)) }
    }

    // MARK: Keys

    /// Moves the key on; without a new key nothing may be sent any more.
    private func rekey(_ body: (inout MediaSealer) throws(SealingError) -> Void) {
        guard var sealer = self.sealer.take() else { return }
        do throws(SealingError) {
            try body(&sealer)
            self.sealer = consume sealer
        } catch {
            self.fail(Failure(.failed, "cannot change the media key: \(error)"))
        }
    }

    private func deliverKeys(to numbers: [UInt32]) {
        guard let roster = self.roster, !numbers.isEmpty else { return }
        var delivery = DeliverKeys()
        for number in numbers {
            guard let identity = roster.members[number]?.identity else { continue }
            let context = KeyContext(
                conference: self.id, sender: roster.me, recipient: number)
            do throws(SealingError) {
                var key = WrappedKey()
                key.participant = number
                let wrapped = try self.sealer?.wrapped(
                    for: identity, by: self.client.login.deviceKeys, context: context)
                guard let wrapped else { return }
                key.sealed = .init(octets: wrapped)
                delivery.keys.append(key)
            } catch {
                // A key that can't be wrapped for somebody leaves only that participant without.
                self.unopenedCount += 1
            }
        }
        self.client.request(.deliverKeys(delivery)) { _ in }
    }

    private func accept(_ news: KeyDelivered) {
        guard let roster = self.roster, let identity = roster.members[news.participant]?.identity
        else { return }
        let context = KeyContext(
            conference: self.id, sender: news.participant, recipient: roster.me)
        do throws(SealingError) {
            try self.openers[news.participant, default: MediaOpener()].accept(
                news.sealed.octets, from: identity, to: self.client.login.deviceKeys,
                context: context)
            let number = news.participant
            self.client.loop.scheduleTask(in: Self.renewalGrace) {
                self.openers[number]?.forgetPrevious()
            }
        } catch {
            self.unopenedCount += 1
        }
    }
}
