internal import Canvas
internal import Media
internal import NIOCore
internal import SealedMedia
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
    private let client: Client
    private let kind: ParticipantKind
    /// How large everybody is looked at from the first moment on; nil waits for `want`.
    private let view: PictureSize?
    private let listener: Listener
    private var roster: Roster?
    /// Made at every entry: a stay has keys of its own.
    private var sealer: MediaSealer?
    private var openers: [UInt32: MediaOpener] = [:]
    private var assembler = MediaAssembler()
    private var streams: [Wire.Stream] = []
    private var devices = Devices()
    private var wants: [UInt32: WantStream] = [:]
    private var isOver = false
    /// Media messages that could not be opened: forged, replayed, or of a key we don't have.
    private(set) var unopenedCount = 0

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
        }
        await left.wait()
    }

    private func entered(_ answer: Client.Answer) {
        guard !self.isOver else { return }
        switch answer {
        case .response(.joined(let joined)):
            let roster = Roster(joined)
            self.roster = roster
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

    private func fail(_ failure: Failure) {
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
            let layers = Roster.Member.layers(of: news.streams)
            self.roster?.members[news.participant]?.camera = layers
            self.reception.add(news.participant, layers)
            self.tellChange()
        case .devicesSet(let news):
            self.roster?.members[news.participant]?.devices = news.devices
            self.tellChange()
        case .keyDelivered(let news): self.accept(news)
        case .streamWanted(let news) where news.kind == .camera:
            self.demand.want(highestLayer: Int(news.highestLayer))
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
        let member = Roster.Member(participant)
        self.roster?.members[participant.id] = member
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
        self.wants[number] = nil
        self.reception.remove(number)
        guard let roster = self.roster else { return }
        // Who left has the old key and gets no new one.
        self.rekey { sealer throws(SealingError) in try sealer.renew() }
        self.deliverKeys(to: roster.others.map(\.number))
        self.listener(.left(account: member.account, number, roster))
    }

    private func tellChange() {
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
        } catch {
            self.unopenedCount += 1
        }
    }

    // MARK: Media in

    private func receive(fragment body: [UInt8]) {
        do {
            guard let message = try self.assembler.append(body) else { return }
            let header = try MediaHeader(parsing: message)
            guard
                let payload = try self.openers[header.participant]?.open(
                    message, metadataLength: MediaHeader.length)
            else { return self.unopenedCount += 1 }
            self.reception.take(header, payload)
        } catch {
            // Of one participant, whose other frames may be fine.
            self.unopenedCount += 1
        }
    }

    private func askSwitchPoint(of participant: UInt32, layer: Int) {
        var want = WantSwitchPoint()
        want.participant = participant
        want.kind = .camera
        want.spatialLayer = UInt32(clamping: layer)
        self.client.request(.wantSwitchPoint(want)) { _ in }
    }

    // MARK: Media out

    /// Says which streams this participant sends from now on.
    func publish(camera layers: [LayerDescription]?, hasVoice: Bool) {
        var streams: [Wire.Stream] = []
        if hasVoice {
            var voice = Wire.Stream()
            voice.kind = .voice
            streams.append(voice)
        }
        if let layers {
            var camera = Wire.Stream()
            camera.kind = .camera
            camera.layers = layers.map { Layer($0) }
            streams.append(camera)
        }
        let published = streams
        self.client.loop.execute {
            self.streams = published
            if self.roster != nil { self.tellStreams() }
        }
    }

    /// Says which devices are on, for the others' screens.
    func setDevices(microphone: Bool, camera: Bool) {
        self.client.loop.execute {
            self.devices.microphone = microphone
            self.devices.camera = camera
            if self.roster != nil { self.tellDevices() }
        }
    }

    private func tellStreams() {
        var publish = PublishStreams()
        publish.streams = self.streams
        self.client.request(.publishStreams(publish)) { _ in }
    }

    private func tellDevices() {
        var set = SetDevices()
        set.devices = self.devices
        self.client.request(.setDevices(set)) { _ in }
        if let me = self.roster?.me { self.roster?.members[me]?.devices = self.devices }
        self.tellChange()
    }

    /// Seals and sends one media message; from any thread. The participant's number is filled in here.
    func send(_ header: MediaHeader, _ payload: [UInt8]) {
        self.client.loop.execute {
            guard let me = self.roster?.me, !self.isOver else { return }
            var header = header
            header.participant = me
            do throws(SealingError) {
                guard let message = try self.sealer?.seal(payload, metadata: header.bytes)
                else { return }
                let kind = SendQueue.Class(of: header)
                for body in MediaFragment.split(message, participant: me, kind: header.kind) {
                    self.client.send(media: Frame(kind: .media, body: body), as: kind)
                }
            } catch {
                self.fail(Failure(.failed, "media cannot be sealed: \(error)"))
            }
        }
    }

    private func look(at participant: UInt32) {
        guard let view = self.view else { return }
        self.want(participant, width: view.width, height: view.height)
    }

    /// Looks at nobody but these.
    func want(noneBut shown: Set<UInt32>) {
        self.client.loop.execute {
            for (number, _) in self.roster?.others ?? [] where !shown.contains(number) {
                self.want(number, width: 0, height: 0)
            }
        }
    }

    /// Says how large a participant's picture is shown, in pixels; 0 × 0: not at all.
    func want(_ participant: UInt32, width: Int, height: Int) {
        var want = WantStream()
        want.participant = participant
        want.kind = .camera
        want.width = UInt32(clamping: width)
        want.height = UInt32(clamping: height)
        let wanted = want
        self.client.loop.execute {
            guard self.roster?.members[participant] != nil, self.wants[participant] != wanted
            else { return }
            self.wants[participant] = wanted
            self.client.request(.wantStream(wanted)) { _ in }
        }
    }
}

extension Layer {
    fileprivate init(_ description: LayerDescription) {
        self.init()
        self.width = UInt32(clamping: description.width)
        self.height = UInt32(clamping: description.height)
        self.bootFrame = .init(octets: description.bootFrame)
    }
}

extension SendQueue.Class {
    /// What a media message may be overtaken by.
    fileprivate init(of header: MediaHeader) {
        if !header.kind.isVideo {
            self = .voice
        } else {
            self = header.spatialLayer == 0 ? .baseVideo : .enhancementVideo
        }
    }
}
