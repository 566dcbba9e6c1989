internal import Synchronization
internal import Units

/// Whether what a device takes in may leave this machine, where it goes, and what ended it; for any
/// thread.
final class DeviceSwitch: Sendable {
    private let isWanted = Atomic(true)
    private let isHeld = Atomic(false)
    private let hasEnded = Atomic(false)
    private let onEnd = Mutex<(@Sendable () -> Void)?>(nil)
    /// Where it goes; nil for nowhere yet, or not any more.
    let conference = Mutex<Conference?>(nil)
    let broken = FailureBox()

    /// As the person wants it; off for good once the device is broken or at its end.
    var isOn: Bool {
        get { self.isWanted.load(ordering: .relaxed) && !self.isOver }
        set { self.isWanted.store(newValue, ordering: .relaxed) }
    }

    /// Held for as long as the program is stopped, whatever the person wants meanwhile.
    var isPaused: Bool {
        get { self.isHeld.load(ordering: .relaxed) }
        set { self.isHeld.store(newValue, ordering: .relaxed) }
    }

    /// On and not paused.
    var isOpen: Bool { self.isOn && !self.isPaused }

    /// Nothing more comes from the device.
    var isOver: Bool { self.hasEnded.load(ordering: .acquiring) || self.broken.failure != nil }

    /// A clip is at its end, which is no failure.
    func end() {
        let handler = self.onEnd.withLock { handler in
            self.hasEnded.store(true, ordering: .releasing)
            defer { handler = nil }
            return handler
        }
        handler?()
    }

    /// Calls the handler once, on the thread of the device; here and at once if it has ended
    /// already.
    func onEnd(_ handler: @escaping @Sendable () -> Void) {
        let isEarly = self.onEnd.withLock { kept in
            let hasEnded = self.hasEnded.load(ordering: .acquiring)
            kept = hasEnded ? nil : handler
            return hasEnded
        }
        if isEarly { handler() }
    }
}

/// A device of one's own on its way out.
protocol Broadcast: Sendable {
    var device: DeviceSwitch { get }
}

extension Broadcast {
    /// Where it goes from now on.
    func send(to conference: Conference?) { self.device.conference.withLock { $0 = conference } }

    /// Off means that nothing leaves the device's thread; off for good once it broke or came to its
    /// end.
    var isOn: Bool {
        get { self.device.isOn }
        nonmutating set { self.device.isOn = newValue }
    }

    /// Nothing leaves while paused, on or off.
    var isPaused: Bool {
        get { self.device.isPaused }
        nonmutating set { self.device.isPaused = newValue }
    }

    /// What broke it, if something did.
    var failure: Failure? { self.device.broken.failure }

    /// Who is told, once, what broke it; `isOn` is false by then.
    func onFailure(_ handler: @escaping @Sendable (Failure) -> Void) {
        self.device.broken.onFailure(handler)
    }

    /// Who is told, once, that a clip is at its end; `isOn` is false by then.
    func onEnd(_ handler: @escaping @Sendable () -> Void) { self.device.onEnd(handler) }
}
