internal import Canvas
internal import Console
internal import Dispatch
internal import Rooms
internal import Sessions
internal import Synchronization
internal import Units
internal import Wire

/// A client that is in one conference from its login to its end: what scripts and recorders need.
final class Stay: Sendable {
    let client: Client
    let conference: Conference
    /// The conference ended, or somebody or something ended the stay.
    let ended: Outcome<Result<Void, Failure>>
    private let relay: Relay

    private init(
        _ client: Client, _ conference: Conference, _ ended: Outcome<Result<Void, Failure>>,
        _ relay: Relay,
    ) {
        self.relay = relay
        self.client = client
        self.conference = conference
        self.ended = ended
    }

    /// How a client comes to be: with settings, or with keys in memory.
    typealias Connect = (@escaping Client.Listener) async throws(Failure) -> Client

    /// Logs in and enters; returns when the server has let us in.
    ///
    /// - Parameters:
    ///   - pin: what entrants are asked for; empty if nothing is known.
    ///   - callees: who is rung once one is in.
    ///   - devices: what is on from the start.
    ///   - view: how large everybody's picture is looked at; `.none` for who has no screen.
    ///   - signals: end the waiting before the door, too.
    ///   - choose: the conference, perhaps one that it has just started.
    ///   - listener: hears what happens in the conference, on the client's loop.
    static func begin(
        _ connect: Connect, as kind: ParticipantKind, _ reception: Reception, pin: String = "",
        calling callees: [AccountName] = [], devices: Devices = Devices(), view: PictureSize,
        until signals: StopSignals? = nil, choose: (Client) async throws(Failure) -> Destination,
        listener: @escaping Conference.Listener = { _ in },
    ) async throws(Failure) -> Stay {
        let relay = Relay()
        let client = try await connect { relay.receive($0) }
        do throws(Failure) {
            let destination = try await choose(client)
            let entered = Outcome<Result<Void, Failure>>()
            let ended = Outcome<Result<Void, Failure>>()
            let conference = Conference(
                destination, client: client, as: kind, reception: reception, pin: pin,
                calling: callees, devices: devices, view: view
            ) { news in
                switch news {
                case .entered: entered.give(.success(()))
                case .ended: ended.give(.success(()))
                case .failed(let failure):
                    entered.give(.failure(failure))
                    ended.give(.failure(failure))
                default: break
                }
                listener(news)
            }
            relay.begin(conference)
            conference.enter()
            signals?.whenStopped { _ in
                entered.give(.failure(Failure(.failed, "stopped before being let in")))
            }
            try await entered.wait().get()
            return Stay(client, conference, ended, relay)
        } catch {
            await client.stop()
            throw error
        }
    }

    /// Ends it after a number of seconds.
    func end(afterSeconds seconds: Double?) {
        guard let seconds else { return }
        let ended = self.ended
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds) {
            ended.give(.success(()))
        }
    }

    /// Leaves and hangs up.
    func leave() async {
        await self.conference.leave()
        await self.client.stop()
        // Client, relay and conference hold each other.
        self.relay.begin(nil)
    }

    /// Passes the client's events on once there is a conference to take them.
    private final class Relay: Sendable {
        private let conference = Mutex<Conference?>(nil)

        func begin(_ conference: Conference?) { self.conference.withLock { $0 = conference } }

        func receive(_ event: ClientEvent) {
            self.conference.withLock { $0 }?.receive(event)
        }
    }
}
