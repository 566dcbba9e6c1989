internal import Synchronization
internal import Units

/// Whether what a device takes in may leave this machine, and what broke it; for any thread.
final class DeviceSwitch: Sendable {
    private let isWanted = Atomic(true)
    private let isHeld = Atomic(false)
    let broken = FailureBox()

    /// As the person wants it; off for good once the device is broken.
    var isOn: Bool {
        get { self.isWanted.load(ordering: .relaxed) && self.broken.failure == nil }
        set { self.isWanted.store(newValue, ordering: .relaxed) }
    }

    /// Held for as long as the program is stopped, whatever the person wants meanwhile.
    var isPaused: Bool {
        get { self.isHeld.load(ordering: .relaxed) }
        set { self.isHeld.store(newValue, ordering: .relaxed) }
    }

    /// On and not paused.
    var isOpen: Bool { self.isOn && !self.isPaused }
}
