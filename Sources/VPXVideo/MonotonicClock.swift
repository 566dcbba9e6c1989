internal import Glibc

/// The clock by which an encoder sees whether it keeps up.
enum MonotonicClock {
    /// Since some moment in the past; never goes back.
    static func now() -> Duration {
        var time = timespec()
        // It fails only for clocks that don't exist.
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
