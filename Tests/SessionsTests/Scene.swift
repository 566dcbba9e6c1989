import Media
import Rooms
import Sessions
import Units
import Wire

/// A room whose receivers are letters, and what it said.
struct Scene {
    var room: Room<String>
    /// Who was noticed to speak or share.
    var noticed: [UInt32] = []
    var now = Instant.start
    /// By receiver: the highest layer it is to send of its camera.
    var wanted: [String: Int] = [:]
    var switchPoints: [String: [Int]] = [:]
    var tiles: [String: Int?] = [:]
    var speakers: [UInt32] = []
    let camera = StreamID(participant: 1, kind: .camera)
    static let sizes = [
        LayerSizes.Size(width: 160, height: 90), .init(width: 320, height: 180),
        .init(width: 640, height: 360),
    ]

    /// Ada (1) with a camera of three layers, bob (2) and cy (3) who look.
    init(_ kind: ConferenceKind = .allOnScreen, hall: Set<UInt32> = []) {
        self.room = Room(kind)
        self.enter(1, "ada", hall.contains(1) ? .hall : .podium)
        self.take(self.room.publish(1, [.camera: Self.sizes]))
        self.enter(2, "bob", hall.contains(2) ? .hall : .podium, loop: 1)
        self.enter(3, "cy", hall.contains(3) ? .hall : .podium)
    }

    static let allStreams: Set<ConferenceStream> = [.voice, .camera, .content]

    mutating func enter(
        _ number: UInt32, _ receiver: String, _ seat: Seat = .podium, loop: Int = 0
    ) {
        let position = Position(seat, sends: Self.allStreams)
        self.take(self.room.enter(number, receiver, loop: loop, at: position))
    }

    mutating func place(_ number: UInt32, at position: Position) {
        self.take(self.room.place(number, at: position))
    }

    mutating func take(_ outputs: [Room<String>.Output]) {
        for output in outputs {
            switch output {
            case .tell(let receiver, let bytes):
                let body = Array(bytes.dropFirst(Frame.headerLength))
                guard case .event(let event)? = (try? ServerControl(parsing: body))?.body else {
                    continue
                }
                switch event.body {
                case .streamWanted(let news)?: self.wanted[receiver] = Int(news.highestLayer)
                case .switchPointWanted(let news)?:
                    self.switchPoints[receiver, default: []].append(Int(news.spatialLayer))
                default: break
                }
            case .want(let receiver, _, let layer): self.tiles[receiver] = .some(layer)
            case .prefer(_, let speakers): self.speakers = speakers
            case .notice(_, let number): self.noticed.append(number)
            case .forget: break
            }
        }
    }

    mutating func look(_ participant: UInt32, _ width: Int, _ height: Int) {
        self.take(
            self.room.want(self.camera, by: participant, .init(width: width, height: height)))
    }

    mutating func audience(
        of kind: MediaKind, from participant: UInt32 = 1, layer: Int = 0, level: UInt8 = 20
    ) -> [String] {
        let header = MediaHeader(
            participant: participant, kind: kind, spatialLayer: layer, number: 0, captureTime: 0,
            voiceLevel: level)
        let piece = MediaPiece(bytes: [], header: header, isFirst: true, isLast: true)
        let (audience, outputs) = self.room.audience(of: piece, at: self.now)
        self.take(outputs)
        return audience.flatMap(\.receivers)
    }
}
