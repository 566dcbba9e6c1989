import Glibc

/// Seconds of processor time.
enum ProcessorTime {
    static var thread: Double { self.read(CLOCK_THREAD_CPUTIME_ID) }
    static var process: Double { self.read(CLOCK_PROCESS_CPUTIME_ID) }

    private static func read(_ clock: clockid_t) -> Double {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
