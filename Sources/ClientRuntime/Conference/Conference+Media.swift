internal import Media
internal import NIOCore
internal import SealedMedia
internal import SecureSockets
internal import Synchronization
internal import Units
internal import VPXVideo
internal import Wire

/// What is opened, what is sealed, and what is asked for; on the client's loop but where it says so.
extension Conference {
    // MARK: Media in

    func receive(fragment body: [UInt8]) {
        do {
            let sender = try MediaFragment(parsing: body).participant
            guard self.roster?.members[sender] != nil,
                let message = try self.assembler.append(body)
            else { return }
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

    func askSwitchPoint(of participant: UInt32, layer: Int) {
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

    func tellStreams() {
        var publish = PublishStreams()
        publish.streams = self.streams
        self.tell(.streams, .publishStreams(publish), again: self.tellStreams)
    }

    /// Seals and sends one media message; from any thread. The participant's number is filled in here.
    func send(_ header: MediaHeader, _ payload: [UInt8]) {
        let waiting = self.handedOver.wrappingAdd(1, ordering: .relaxed).newValue
        guard waiting <= Self.handedOverMaximum else {
            self.handedOver.wrappingSubtract(1, ordering: .relaxed)
            // What follows would go on from a picture that nobody gets.
            if header.kind.isVideo { self.demand.wantSwitchPoint(layer: header.spatialLayer) }
            return
        }
        self.client.loop.execute {
            self.handedOver.wrappingSubtract(1, ordering: .relaxed)
            guard let me = self.roster?.me, !self.isOver else { return }
            var header = header
            header.participant = me
            do throws(SealingError) {
                guard let message = try self.sealer?.seal(payload, metadata: header.bytes)
                else { return }
                self.client.send(MediaPiece.split(message, header: header))
                if header.kind.isVideo, let target = self.client.connection?.target {
                    self.demand.keep(to: BitRate(bitsPerSecond: target))
                }
            } catch {
                self.fail(Failure(.failed, "media cannot be sealed: \(error)"))
            }
        }
    }

    /// The others want our camera up to this layer; −1: not at all.
    func wantOwnCamera(highestLayer: Int) {
        self.demand.want(highestLayer: highestLayer)
        guard let me = self.roster?.me else { return }
        let camera = StreamID(participant: me, kind: .camera)
        self.client.connection?.want(camera, layer: highestLayer < 0 ? nil : highestLayer)
    }

    /// How much of our camera the way up carries has changed.
    func take(_ news: SendScheduler.News) {
        guard let me = self.roster?.me else { return }
        let camera = StreamID(participant: me, kind: .camera)
        switch news {
        case .receives(camera, let layer): self.demand.carry(highestLayer: layer ?? -1)
        case .needsSwitchPoint(camera, let layer): self.demand.wantSwitchPoint(layer: layer)
        case .receives, .needsSwitchPoint: break
        }
    }

    func look(at participant: UInt32) {
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
