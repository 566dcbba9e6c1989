internal import Dispatch
internal import Interface
internal import Media
internal import NIOCore
internal import Rooms
internal import SecureSockets
internal import Synchronization
internal import Units
internal import Wire

/// One stay in a conference under an interface: the conference, one's devices, what is to be seen.
///
/// @unchecked: `conference` and `media` change on the client's loop only; what the drawing thread
/// reads is behind `scene`.
final class Visit: @unchecked Sendable {
    /// What can be drawn of a conference; any thread.
    struct Scene: Sendable {
        var me: UInt32?
        var camera: CameraBroadcast?
        var voice: VoiceBroadcast?
    }

    let reception: Reception
    let scene = Mutex(Scene())
    fileprivate(set) var conference: Conference?
    fileprivate var media: LocalMedia?
    fileprivate var isOver = false
    fileprivate var network = NetworkWatch()
    fileprivate var networkTask: RepeatedTask?

    fileprivate init(hearing: Bool) {
        self.reception = Reception(playsVoice: hearing, decodesVideo: true)
    }

    // MARK: The client's loop

    /// False if there is none that could be turned on.
    func set(microphone isOn: Bool) -> Bool {
        self.media?.voice?.isOn = isOn
        self.tellDevices()
        return !isOn || self.media == nil || self.media?.voice != nil
    }

    /// As `set(microphone:)`.
    func set(camera isOn: Bool) -> Bool {
        self.media?.camera?.isOn = isOn
        self.tellDevices()
        return !isOn || self.media == nil || self.media?.camera != nil
    }

    /// How the network is now, in words; nil while there is no conference.
    fileprivate func lookAtNetwork() -> NetworkState? {
        guard let conference = self.conference, conference.roster != nil else { return nil }
        return self.network.look(conference.statistics(self.media, at: .now))
    }

    private func tellDevices() {
        if let conference = self.conference { self.media?.tellDevices(conference) }
    }

    /// Asks for pictures as large as they are shown, and for no others.
    func show(_ tiles: [TileSize]) {
        guard let conference = self.conference else { return }
        let shown = Set(tiles.map(\.participant))
        for tile in tiles {
            // The painter takes 4 × 8 samples of a cell.
            conference.want(tile.participant, width: tile.columns * 4, height: tile.rows * 8)
        }
        conference.want(noneBut: shown)
    }

    // MARK: Any thread

    /// Lets nothing leave this machine while the program is stopped; what is returned undoes it.
    func pause() -> () -> Void {
        let scene = self.scene.withLock { $0 }
        scene.camera?.isPaused = true
        scene.voice?.isPaused = true
        return {
            scene.camera?.isPaused = false
            scene.voice?.isPaused = false
        }
    }

    /// What every tile shows now; one's own is as the camera sees it.
    func sights(at now: Instant) -> [UInt32: Picture] {
        var pictures = self.reception.sights(at: now).mapValues(\.picture)
        let scene = self.scene.withLock { $0 }
        if let me = scene.me, let own = scene.camera?.ownPicture { pictures[me] = own }
        return pictures
    }

    /// What one's microphone hears while it is off, as RFC 6464 counts; nil if it is on.
    var mutedLevel: Int? {
        guard let voice = self.scene.withLock({ $0.voice }), !voice.isOn else { return nil }
        return Int(voice.level.decibels)
    }

    /// How loud everybody is who speaks, as RFC 6464 counts.
    func levels(at now: Instant) -> [UInt32: Int] {
        var levels = self.reception.levels(at: now).mapValues { Int($0.decibels) }
        let scene = self.scene.withLock { $0 }
        if let me = scene.me, let voice = scene.voice, voice.isOn {
            levels[me] = Int(voice.level.decibels)
        }
        return levels
    }
}

/// Entering and leaving; all of it on the client's loop.
extension Desk {
    /// Between two looks at how the network is.
    private static let networkInterval = TimeAmount.seconds(1)

    func enter(
        _ destination: Destination, pin: PIN? = nil, calling callees: [AccountName] = [],
        _ devices: ChosenDevices,
    ) {
        guard self.visit == nil, let client = self.client else {
            return self.say(.notice(.error, "you are in a conference; /leave it first"))
        }
        let visit = Visit(hearing: devices.speaker != .none)
        self.visit = visit
        let conference = Conference(
            destination, client: client, as: .person, reception: visit.reception,
            pin: pin?.digits ?? "", calling: callees, devices: devices.on, view: nil
        ) { [weak self, weak visit] news in
            if let visit { self?.receive(news, of: visit) }
        }
        visit.conference = conference
        // The server and the camera have to be done with the last visit.
        self.closing.notify(queue: .global()) {
            client.loop.execute { self.begin(visit, devices, client) }
        }
    }

    private func begin(_ visit: Visit, _ devices: ChosenDevices, _ client: Client) {
        guard !visit.isOver, let conference = visit.conference else { return }
        conference.enter()
        visit.networkTask = client.loop.scheduleRepeatedTask(
            initialDelay: Self.networkInterval, delay: Self.networkInterval
        ) { [weak self, weak visit] _ in
            if let network = visit?.lookAtNetwork() { self?.say(.network(network)) }
        }
        self.closing.enter()
        Task {
            let (media, failures) = await LocalMedia.openWhatIsThere(devices, visit.reception)
            client.loop.execute {
                for failure in failures { self.tell(failure) }
                self.opened(media, visit)
                self.closing.leave()
            }
        }
    }

    /// Without a device one still sees, reads and writes.
    private func tell(_ failure: Failure) {
        let hint = failure.hint.map { " (\($0))" } ?? ""
        self.say(.notice(.error, failure.message + hint))
    }

    private func opened(_ media: LocalMedia, _ visit: Visit) {
        visit.media = media
        visit.scene.withLock { scene in
            scene.camera = media.camera
            scene.voice = media.voice
        }
        guard !visit.isOver, let conference = visit.conference else {
            return self.close(visit)
        }
        media.begin(conference)
        // Desk and visit outlive the devices, which `close` stops.
        media.onFailure { failure in
            Client.sharedLoop.execute {
                self.tell(failure)
                if let conference = visit.conference { visit.media?.tellDevices(conference) }
            }
        }
    }

    func leave(reason: String?) {
        guard let visit = self.visit else { return }
        self.visit = nil
        visit.isOver = true
        visit.networkTask?.cancel()
        self.say(.left(reason: reason))
        self.close(visit)
        guard let conference = visit.conference else { return }
        let client = conference.client
        self.closing.enter()
        Task {
            await conference.leave()
            // A guest is somebody only in the conference.
            if client.login.guest != nil {
                await client.stop()
                self.say(.connection(.failed(reason: reason ?? "you have left the conference")))
            }
            self.closing.leave()
        }
    }

    /// Closes devices and decoder on a thread that may wait.
    private func close(_ visit: Visit) {
        let media = visit.media
        visit.media = nil
        visit.scene.withLock { $0 = Visit.Scene() }
        self.closing.enter()
        DispatchQueue.global().async {
            media?.stop()
            visit.reception.stop()
            self.closing.leave()
        }
    }

    private func receive(_ news: Conference.News, of visit: Visit) {
        guard self.visit === visit else { return }
        switch news {
        case .entered(let roster):
            guard var view = ConferenceView(roster) else {
                return self.leave(reason: Failure.unexpectedAnswer.message)
            }
            view.participants = roster.members.sorted { $0.key < $1.key }.map(self.view)
            view.encryption = roster.encryption(self.verified)
            visit.scene.withLock { $0.me = roster.me }
            self.say(.joined(view))
        case .joined(let number, let roster):
            guard let member = roster.members[number] else { return }
            self.say(.participantJoined(self.view(number, member)))
            self.tellEncryption(of: roster)
        case .left(_, let number, let wasRemoved, let roster):
            self.say(.participantLeft(number, wasRemoved: wasRemoved))
            self.tellEncryption(of: roster)
        case .notCalled(let account, let failure):
            self.say(.notice(.error, "\(account): \(failure.message)"))
        case .returned(let old, let number, let roster):
            guard let member = roster.members[number] else { return }
            self.say(.participantReturned(from: old, self.view(number, member)))
        case .changed(let roster): self.tell(roster)
        case .floor(let change, _): if let news = FloorNews(change) { self.say(.floor(news)) }
        case .waiting:
            let id = visit.conference.flatMap { ConferenceID($0.id) }
            if let id { self.say(.waiting(id)) }
        case .audienceChanged(let roster):
            if let audience = AudienceView(roster) { self.say(.audience(audience)) }
        case .interrupted: break
        case .ended: self.leave(reason: "the conference has ended")
        case .failed(let failure): self.leave(reason: failure.message)
        }
    }

    func tell(_ roster: Roster) {
        self.tellEncryption(of: roster)
        for (number, member) in roster.members.sorted(by: { $0.key < $1.key }) {
            self.say(.participantChanged(self.view(number, member)))
        }
        guard let me = roster.members[roster.me] else { return }
        self.say(
            .devices(microphoneOn: me.devices.microphone, cameraOn: me.devices.camera))
    }
}
