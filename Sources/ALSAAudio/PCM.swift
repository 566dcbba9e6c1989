internal import CALSA
internal import Glibc

/// An open PCM device at 48 kHz, one channel, 16 bits; the common part of capture and playback.
///
/// It is never blocked in the kernel: waiting happens in `wait` with a limit, because a device that
/// was unplugged may never answer.
@safe
struct PCM: ~Copyable {
    enum Direction: Sendable {
        case capture, playback
    }

    static let sampleRate: UInt32 = 48_000
    /// 20 ms, one block; a shorter period wakes more often than there is work.
    static let periodCount: snd_pcm_uframes_t = 960
    /// 60 ms: more is delay that everybody hears, less underruns on a busy machine.
    static let bufferCount: snd_pcm_uframes_t = 3 * Self.periodCount
    /// A device that moves no sample for a second is gone, whatever it says.
    static let stallMaximum: Int32 = 1000

    let device: String
    private let pcm: OpaquePointer

    /// Opens a device by its ALSA name; through `plug` if it can't do our format itself.
    init(device: String, direction: Direction) throws(ALSAError) {
        _ = Self.isSilenced
        self.device = device
        unsafe self.pcm = try Self.open(device, direction)
    }

    deinit { unsafe _ = snd_pcm_close(self.pcm) }

    /// What ALSA would write to standard error is in our errors, and would garble the screen.
    static let isSilenced: Bool = CALSA_silenceMessages() == 0

    private static func open(
        _ device: String, _ direction: Direction
    ) throws(ALSAError) -> OpaquePointer {
        do {
            return unsafe try self.openAsIs(device, direction, asked: device)
        } catch .failed(let call, let reason) {
            guard !device.hasPrefix("plug") else { throw .failed(call: call, reason: reason) }
            // The hardware refuses the format: let ALSA convert. Its own first words say more than
            // those about the plug.
            guard
                let plugged = unsafe try? self.openAsIs(
                    "plug:'\(device)'", direction, asked: device)
            else { throw .failed(call: call, reason: reason) }
            return unsafe plugged
        }
    }

    private static func openAsIs(
        _ name: String, _ direction: Direction, asked device: String
    ) throws(ALSAError) -> OpaquePointer {
        var handle: OpaquePointer?
        let stream = direction == .capture ? SND_PCM_STREAM_CAPTURE : SND_PCM_STREAM_PLAYBACK
        let code = unsafe snd_pcm_open(&handle, name, stream, Int32(SND_PCM_NONBLOCK))
        guard code >= 0, let pcm = unsafe handle else {
            throw ALSAError("snd_pcm_open", code, device: device)
        }
        do {
            unsafe try self.setHardware(pcm, device)
            unsafe try self.setSoftware(pcm, direction, device)
        } catch {
            unsafe snd_pcm_close(pcm)
            throw error
        }
        return unsafe pcm
    }

    private static func setHardware(_ pcm: OpaquePointer, _ device: String) throws(ALSAError) {
        func check(_ call: String, _ code: Int32) throws(ALSAError) {
            guard code >= 0 else { throw ALSAError(call, code, device: device) }
        }
        var allocated: OpaquePointer?
        try check("snd_pcm_hw_params_malloc", unsafe snd_pcm_hw_params_malloc(&allocated))
        let params = unsafe allocated
        defer { unsafe snd_pcm_hw_params_free(params) }
        try check("snd_pcm_hw_params_any", unsafe snd_pcm_hw_params_any(pcm, params))
        try check(
            "snd_pcm_hw_params_set_access",
            unsafe snd_pcm_hw_params_set_access(pcm, params, SND_PCM_ACCESS_RW_INTERLEAVED))
        try check(
            "snd_pcm_hw_params_set_format",
            unsafe snd_pcm_hw_params_set_format(pcm, params, SND_PCM_FORMAT_S16))
        try check(
            "snd_pcm_hw_params_set_channels",
            unsafe snd_pcm_hw_params_set_channels(pcm, params, 1))
        try check(
            "snd_pcm_hw_params_set_rate",
            unsafe snd_pcm_hw_params_set_rate(pcm, params, Self.sampleRate, 0))
        // Near is enough: sound servers round these to their own.
        var period = Self.periodCount
        try check(
            "snd_pcm_hw_params_set_period_size_near",
            unsafe snd_pcm_hw_params_set_period_size_near(pcm, params, &period, nil))
        var buffer = max(Self.bufferCount, 2 * period)
        try check(
            "snd_pcm_hw_params_set_buffer_size_near",
            unsafe snd_pcm_hw_params_set_buffer_size_near(pcm, params, &buffer))
        try check("snd_pcm_hw_params", unsafe snd_pcm_hw_params(pcm, params))
    }

    private static func setSoftware(
        _ pcm: OpaquePointer, _ direction: Direction, _ device: String
    ) throws(ALSAError) {
        func check(_ call: String, _ code: Int32) throws(ALSAError) {
            guard code >= 0 else { throw ALSAError(call, code, device: device) }
        }
        var allocated: OpaquePointer?
        try check("snd_pcm_sw_params_malloc", unsafe snd_pcm_sw_params_malloc(&allocated))
        let params = unsafe allocated
        defer { unsafe snd_pcm_sw_params_free(params) }
        try check("snd_pcm_sw_params_current", unsafe snd_pcm_sw_params_current(pcm, params))
        // Playback begins with two blocks in hand, capture with the first read.
        let threshold = direction == .capture ? 1 : 2 * Self.periodCount
        try check(
            "snd_pcm_sw_params_set_start_threshold",
            unsafe snd_pcm_sw_params_set_start_threshold(pcm, params, threshold))
        try check("snd_pcm_sw_params", unsafe snd_pcm_sw_params(pcm, params))
    }
}

extension PCM {
    /// How one attempt to move samples went.
    enum Progress: Equatable {
        case moved(Int)
        /// An over- or underrun, or a suspended machine; the device was made ready again.
        case recovered
        case lost(ALSAError)
    }

    /// Reads into a block from `start` on; waits for at least one sample.
    func read(into block: inout MutableSpan<Int16>, from start: Int) -> Progress {
        unsafe block.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return .moved(0) }
            let rest = snd_pcm_uframes_t(buffer.count - start)
            return self.move { unsafe snd_pcm_readi(self.pcm, base + start, rest) }
        }
    }

    /// Writes a block from `start` on; waits until at least one sample has room.
    func write(_ block: Span<Int16>, from start: Int) -> Progress {
        unsafe block.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return .moved(0) }
            let rest = snd_pcm_uframes_t(buffer.count - start)
            return self.move { unsafe snd_pcm_writei(self.pcm, base + start, rest) }
        }
    }

    private func move(_ attempt: () -> snd_pcm_sframes_t) -> Progress {
        for _ in 0..<2 {
            let result = attempt()
            if result > 0 { return .moved(Int(result)) }
            guard result == 0 || result == -snd_pcm_sframes_t(EAGAIN) else {
                return self.recover(Int32(clamping: result))
            }
            let ready = unsafe snd_pcm_wait(self.pcm, Self.stallMaximum)
            if ready == 0 { break }
            if ready < 0 { return self.recover(ready) }
        }
        return .lost(.lost(device: self.device, reason: "it does not move any more"))
    }

    private func recover(_ code: Int32) -> Progress {
        let isRunError = [EPIPE, ESTRPIPE, EINTR].contains(-code)
        if isRunError, unsafe snd_pcm_recover(self.pcm, code, 1) >= 0 { return .recovered }
        let reason = unsafe String(cString: snd_strerror(code))
        return .lost(.lost(device: self.device, reason: reason))
    }

    /// Samples between this program and the ear or from the mouth to it.
    var delayCount: Int {
        var frames: snd_pcm_sframes_t = 0
        guard unsafe snd_pcm_delay(self.pcm, &frames) >= 0 else { return 0 }
        return max(0, Int(frames))
    }
}
