internal import Glibc
public import NIOCore
public import Units

extension Instant {
    /// Now, on the clock that event loops schedule by.
    public static var now: Instant {
        Instant(nanoseconds: Int64(NIODeadline.now().uptimeNanoseconds))
    }

    /// The same instant for an event loop.
    public var deadline: NIODeadline {
        .uptimeNanoseconds(UInt64(max(0, self.nanoseconds)))
    }
}

extension Moment {
    /// Now, on both clocks.
    public static var now: Moment {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        let milliseconds = Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        return Moment(instant: .now, timestamp: Timestamp(milliseconds: milliseconds))
    }
}
