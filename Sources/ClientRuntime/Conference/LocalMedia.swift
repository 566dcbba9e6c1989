internal import Rooms
internal import Units
internal import Wire

/// Which devices take part.
public struct ChosenDevices: Sendable, Hashable {
    public var camera: CameraSource
    public var microphone: MicrophoneSource
    public var speaker: SpeakerSink
    /// Files begin again at their end.
    public var loops: Bool

    public init(
        camera: CameraSource, microphone: MicrophoneSource, speaker: SpeakerSink, loops: Bool
    ) {
        self.camera = camera
        self.microphone = microphone
        self.speaker = speaker
        self.loops = loops
    }

    public static let none = ChosenDevices(
        camera: .none, microphone: .none, speaker: .none, loops: false)

    /// What is on from the start.
    var on: Devices {
        var devices = Devices()
        devices.microphone = self.microphone != .none
        devices.camera = self.camera != .none
        return devices
    }
}

/// One's own camera, microphone and speaker while they are in use.
struct LocalMedia: Sendable {
    let camera: CameraBroadcast?
    let voice: VoiceBroadcast?
    let playback: Playback?

    /// Opens what was chosen; if one of them can't be opened, none stays open.
    static func open(
        _ devices: ChosenDevices, _ reception: Reception
    ) async throws(Failure) -> LocalMedia {
        let voice = try await VoiceBroadcast.open(devices.microphone, loops: devices.loops)
        do throws(Failure) {
            let camera = try await CameraBroadcast.open(devices.camera, loops: devices.loops)
            do throws(Failure) {
                let playback = try await Playback.open(devices.speaker, reception)
                return LocalMedia(camera: camera, voice: voice, playback: playback)
            } catch {
                camera?.stop()
                throw error
            }
        } catch {
            voice?.stop()
            throw error
        }
    }

    /// Opens what can be opened of what was chosen, for who would rather be heard than seen, or the
    /// other way round, than not come at all; and says what could not.
    static func openWhatIsThere(
        _ devices: ChosenDevices, _ reception: Reception
    ) async -> (media: LocalMedia, failures: [Failure]) {
        var failures: [Failure] = []
        var (camera, voice, playback): (CameraBroadcast?, VoiceBroadcast?, Playback?)
        do throws(Failure) {
            voice = try await VoiceBroadcast.open(devices.microphone, loops: devices.loops)
        } catch { failures.append(error) }
        do throws(Failure) {
            camera = try await CameraBroadcast.open(devices.camera, loops: devices.loops)
        } catch { failures.append(error) }
        do throws(Failure) {
            playback = try await Playback.open(devices.speaker, reception)
        } catch { failures.append(error) }
        return (LocalMedia(camera: camera, voice: voice, playback: playback), failures)
    }

    /// Sends to a conference from now on what that has not turned off.
    func begin(_ conference: Conference) {
        conference.publish(camera: self.camera?.layers, hasVoice: self.voice != nil)
        conference.use(self)
        self.camera?.onEnd { self.tellDevices(conference) }
        self.camera?.send(to: conference)
        self.voice?.send(to: conference)
    }

    /// Says what is on, for the others' screens.
    func tellDevices(_ conference: Conference) {
        conference.setDevices(
            microphone: self.voice?.isOn ?? false, camera: self.camera?.isOn ?? false)
    }

    /// The speaker stays: nothing is sent to who does not want to hear.
    func turnOff(_ device: ConferenceDevice) {
        switch device {
        case .microphone: self.voice?.isOn = false
        case .camera: self.camera?.isOn = false
        case .speaker: break
        }
    }

    /// What broke, if something did.
    var failure: Failure? {
        self.camera?.failure ?? self.voice?.failure ?? self.playback?.failure
    }

    /// Who is told what breaks, once for each device and on its thread; set once.
    func onFailure(_ handler: @escaping @Sendable (Failure) -> Void) {
        self.camera?.onFailure(handler)
        self.voice?.onFailure(handler)
        self.playback?.onFailure(handler)
    }

    /// Sends nothing more, finishes files, and waits for every thread.
    func stop() {
        self.camera?.send(to: nil)
        self.voice?.send(to: nil)
        self.camera?.stop()
        self.voice?.stop()
        self.playback?.stop()
    }
}
