/// Microphones, cameras and speakers.
///
/// **Only `turnOn` switches anything on, and only for whoever asks for it** (L1.19).
extension Floor {
    /// What the conference forbids its guests (L1.22).
    func isAllowed(_ device: ConferenceDevice, to person: PersonID) -> Bool {
        guard person.isGuest else { return true }
        return switch device {
        case .microphone: self.settings.guests.audio
        case .camera: self.settings.guests.video
        case .speaker: true
        }
    }

    func requireAllowed(_ device: ConferenceDevice, to person: PersonID) throws(Denial) {
        guard self.isAllowed(device, to: person) else {
            throw Denial(
                .accessDenied, "guests may not turn on a \(device.rawValue) in this conference")
        }
    }

    /// Before the door one may only choose what is on when one comes in; nobody is told.
    mutating func prepare(_ action: ConferenceAction, by number: UInt32) throws(Denial) {
        switch action {
        case .turnOn(let device): self.attendees[number]?.devices.insert(device)
        case .turnOff(let device): self.attendees[number]?.devices.remove(device)
        default: throw Self.notLetIn
        }
    }

    mutating func turnOn(_ device: ConferenceDevice, of number: UInt32) throws(Denial) {
        guard let attendee = self.attendees[number] else { return }
        try self.requireAllowed(device, to: attendee.person)
        guard !attendee.devices.contains(device) else { return }
        self.attendees[number]?.devices.insert(device)
        self.changes.append(.turnedOn(device, number))
    }

    mutating func turnOff(_ device: ConferenceDevice, of number: UInt32) {
        guard self.attendees[number]?.devices.remove(device) != nil else { return }
        self.changes.append(.turnedOff(device, number))
    }

    mutating func turnOff(
        _ device: ConferenceDevice, ofOthers whom: ConferenceAction.Whom, by number: UInt32
    ) throws(Denial) {
        for other in try self.resolve(whom, among: self.inside) where other != number {
            self.turnOff(device, of: other)
        }
    }

    /// Asks those where it is off; whether they do so is up to them.
    mutating func askToTurnOn(
        _ device: ConferenceDevice, _ whom: ConferenceAction.Whom, by number: UInt32
    ) throws(Denial) {
        for other in try self.resolve(whom, among: self.inside) where other != number {
            guard let attendee = self.attendees[other], !attendee.devices.contains(device),
                self.isAllowed(device, to: attendee.person)
            else { continue }
            self.changes.append(.askedToTurnOn(device, other, by: number))
        }
    }
}
