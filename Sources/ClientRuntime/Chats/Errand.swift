internal import Sessions
internal import Synchronization
internal import Units
internal import Wire

/// A visit that does things in chats: each of them once, however often the connection is lost.
struct Errand: Sendable {
    let client: Client
    private let deeds: Deeds

    /// Logs in, does something, and hangs up.
    static func run<Value>(
        _ settings: Settings, _ body: (Errand) async throws(Failure) -> Value,
    ) async throws(Failure) -> Value {
        let deeds = Deeds()
        return try await Client.visit(
            settings, listener: { deeds.receive($0) }
        ) { client async throws(Failure) in
            try await body(Errand(client: client, deeds: deeds))
        }
    }

    /// Does something in a chat and returns when the server has it for good.
    func act(_ deed: Act.OneOf_Deed, in chat: String) async throws(Failure) -> Posted {
        let clientID = Client.newMessageID()
        let outcome = self.deeds.expect(clientID)
        self.client.post(Outgoing(chat: chat, clientID: clientID, deed))
        return try await outcome.wait().get()
    }

    /// What was begun and is not answered yet.
    private final class Deeds: Sendable {
        typealias Ending = Outcome<Result<Posted, Failure>>

        private struct State {
            var waiting: [[UInt8]: Ending] = [:]
            /// Why nothing is answered any more.
            var failure: Failure?
        }

        private let state = Mutex(State())

        func expect(_ clientID: [UInt8]) -> Ending {
            let ending = Ending()
            self.state.withLock { state in
                state.waiting[clientID] = ending
                if let failure = state.failure { ending.give(.failure(failure)) }
            }
            return ending
        }

        func receive(_ event: ClientEvent) {
            switch event {
            case .posted(let clientID, let posted): self.end(clientID, .success(posted))
            case .postRefused(let clientID, let refused):
                self.end(clientID, .failure(Failure(refused)))
            case .failed(let failure):
                let failure = Failure(failure)
                self.state.withLock { state in
                    state.failure = failure
                    for ending in state.waiting.values { ending.give(.failure(failure)) }
                }
            default: break
            }
        }

        private func end(_ clientID: [UInt8], _ result: Result<Posted, Failure>) {
            self.state.withLock { $0.waiting.removeValue(forKey: clientID) }?.give(result)
        }
    }
}
