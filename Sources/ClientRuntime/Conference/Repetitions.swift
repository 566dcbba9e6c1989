internal import NIOCore
internal import Rooms
internal import Sessions
internal import Units
internal import Wire

/// What a busy server did not take and is told again when it says; on the client's loop.
struct Repetitions {
    enum Topic: Hashable {
        case entering, streams, devices
    }

    private var waiting: [Topic: Scheduled<Void>] = [:]

    /// Says the same again later; what waits already about the topic is left out.
    mutating func schedule(
        _ topic: Topic, in rest: Duration, on loop: any EventLoop,
        _ again: @escaping @Sendable () -> Void,
    ) {
        self.cancel(topic)
        self.waiting[topic] = loop.scheduleTask(in: .nanoseconds(rest.nanoseconds), again)
    }

    mutating func cancel(_ topic: Topic) { self.waiting.removeValue(forKey: topic)?.cancel() }

    mutating func cancel() {
        for task in self.waiting.values { task.cancel() }
        self.waiting = [:]
    }
}

extension Refused {
    /// How long a busy server wants to be left alone; nil if asking again does not help.
    var rest: Duration? {
        guard self.cause == Refusal.serverBusy.rawValue else { return nil }
        return .seconds(max(1, Int(self.retryAfterSeconds)))
    }
}

extension Conference {
    /// Tells the server what it has to know in any case: again when it was busy.
    ///
    /// - Parameter again: Tells it as it is then.
    func tell(
        _ topic: Repetitions.Topic, _ body: Request.OneOf_Body,
        again: @escaping @Sendable () -> Void,
        then: @escaping @Sendable (Client.Answer) -> Void = { _ in },
    ) {
        self.repetitions.cancel(topic)
        self.client.request(body) { answer in
            guard case .response(.refused(let refused)) = answer, let rest = refused.rest,
                !self.isOver
            else { return then(answer) }
            self.repetitions.schedule(topic, in: rest, on: self.client.loop, again)
        }
    }
}
