import Glibc
import VPXVideo

/// Processor time of this thread, by stage and layer.
final class Stopwatch {
    /// Seconds.
    private(set) var total = 0.0
    private(set) var byStage: [CodecStage: Double] = [:]
    private(set) var byLayer: [Double] = [0, 0, 0]
    private var last = 0.0

    func begin() {
        self.last = Self.now
    }

    /// Counts the time since the last call.
    func lap(_ stage: CodecStage, _ layer: Int) {
        let now = Self.now
        let time = now - self.last
        self.total += time
        self.byStage[stage, default: 0] += time
        self.byLayer[layer] += time
        self.last = now
    }

    /// Percent of the whole.
    func share(_ stage: CodecStage) -> Double {
        100 * (self.byStage[stage] ?? 0) / max(self.total, 1e-9)
    }

    private static var now: Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
