internal import NIOCore
internal import Rooms
internal import Sessions
internal import Wire

/// What of one's own is on. **Only the person turns anything on;** the conference may turn it off,
/// at the door or by a moderator, and then it is off here too, over any number of connections.
extension Conference {
    /// Says what the person has switched on, for the others' screens; from any thread.
    func setDevices(microphone: Bool, camera: Bool) {
        self.client.loop.execute {
            self.devices.microphone = microphone
            self.devices.camera = camera
            if self.roster != nil { self.tellDevices() }
        }
    }

    /// These send to the conference from now on, unless it has turned them off already.
    func use(_ media: LocalMedia) {
        self.client.loop.execute {
            guard !self.isOver else { return }
            self.media = media
            for device in ConferenceDevice.allCases where !self.devices[device] {
                media.turnOff(device)
            }
            media.tellDevices(self)
        }
    }

    /// On the loop.
    func tellDevices() {
        var set = SetDevices()
        set.devices = self.devices
        self.devicesTold += 1
        let number = self.devicesTold
        self.tell(.devices, .setDevices(set), again: self.tellDevices) { answer in
            guard case .response = answer, number == self.devicesTold else { return }
            self.devicesAnswered = number
            self.heed(self.agreed, since: self.devices)
        }
        if let me = self.roster?.me { self.roster?.members[me]?.devices = self.devices }
        self.tellChange()
    }

    /// In, or in again: what was on at the door may be off inside. What the person has switched
    /// meanwhile is said now.
    func settleDevices(_ theirs: Devices) {
        self.devicesAnswered = self.devicesTold
        self.heed(theirs, since: self.agreed)
        self.agreed = theirs
        if self.devices != theirs { self.tellDevices() }
    }

    /// How the server has one's own devices. While it has not answered what it was told last, that
    /// is older than what the person did.
    func hear(_ theirs: Devices) {
        self.agreed = theirs
        guard self.devicesAnswered == self.devicesTold else { return }
        self.heed(theirs, since: self.devices)
    }

    private func heed(_ theirs: Devices, since agreed: Devices) {
        let turnedOff = self.devices.turnedOff(since: agreed, in: theirs)
        guard !turnedOff.isEmpty else { return }
        for device in turnedOff {
            self.devices[device] = false
            self.media?.turnOff(device)
        }
        if let me = self.roster?.me { self.roster?.members[me]?.devices = self.devices }
        self.tellChange()
    }
}
