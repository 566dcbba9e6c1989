import CVideo4Linux
import Foundation
import Synchronization
import Units

@testable import V4LCamera

/// A kernel with one camera, that can fail at any call and counts what is open and mapped.
final class FakeKernel: Sendable {
    /// What a call is, in the order in which a camera makes them.
    enum Call: String, Sendable, CaseIterable {
        case open, queryCapability, setFormat, requestBuffers, queryBuffer, map, queueBuffer
        case startStreaming, wait, dequeueBuffer
    }

    struct Mode: Sendable {
        var code: UInt32
        var width: UInt32
        var height: UInt32
        var frameRate: UInt32
    }

    struct State: Sendable {
        var modes: [Mode] = []
        var capabilities = UInt32(V4L2_CAP_VIDEO_CAPTURE) | UInt32(V4L2_CAP_STREAMING)
        /// Calls that fail with an error number, from their so-manieth time on.
        var failures: [Call: (number: Int32, after: Int)] = [:]
        var calls: [Call: Int] = [:]
        /// The picture in every buffer; its length is what the driver says was used.
        var picture: [UInt8] = []
        var usedCount: UInt32?
        var flags: UInt32 = 0
        var bufferIndex: UInt32?
        var format = Mode(code: 0, width: 0, height: 0, frameRate: 0)
        var openCount = 0
        var mappedCount = 0
        var isStreaming = false
        var queued: [UInt32] = []
        var bufferLength: UInt32 = 64 * 64 * 4
        var bufferCount: UInt32 = 4
        var stride: UInt32 = 0
    }

    let state: Mutex<State>

    init(_ state: State) {
        self.state = Mutex(state)
    }

    /// The error number with its sign changed if the call has to fail now, else nil.
    private func failure(_ call: Call) -> Int32? {
        self.state.withLock { state in
            state.calls[call, default: 0] += 1
            guard let failure = state.failures[call], state.calls[call, default: 0] > failure.after
            else { return nil }
            return -failure.number
        }
    }

    var system: VideoSystem {
        unsafe VideoSystem(
            open: { _ in
                if let failure = self.failure(.open) { return failure }
                self.state.withLock { $0.openCount += 1 }
                return 9999
            },
            close: { _ in self.state.withLock { $0.openCount -= 1 } },
            control: { _, request, argument in unsafe self.control(request, argument) },
            map: { _, length, _ in
                if let failure = self.failure(.map) {
                    errno = -failure
                    return nil
                }
                self.state.withLock { $0.mappedCount += 1 }
                let memory = UnsafeMutableRawPointer.allocate(byteCount: length, alignment: 16)
                let picture = self.state.withLock { $0.picture }
                unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: length)
                for (index, byte) in picture.prefix(length).enumerated() {
                    unsafe memory.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
                }
                return unsafe memory
            },
            unmap: { memory, _ in
                self.state.withLock { $0.mappedCount -= 1 }
                unsafe memory.deallocate()
            },
            wait: { _, _ in
                if let failure = self.failure(.wait) { return failure }
                return self.state.withLock { $0.queued.isEmpty ? 0 : 1 }
            })
    }

    private func control(_ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
        switch request {
        case CVideo4Linux_queryCapability:
            unsafe self.answer(.queryCapability, argument, v4l2_capability.self) { value, state in
                value.capabilities = state.capabilities
                unsafe withUnsafeMutableBytes(of: &value.card) {
                    unsafe $0.copyBytes(from: "Fake camera".utf8)
                }
            }
        case CVideo4Linux_enumerateFormats:
            unsafe self.enumerate(argument, v4l2_fmtdesc.self) { value, state in
                var codes: [UInt32] = []
                for mode in state.modes where !codes.contains(mode.code) { codes.append(mode.code) }
                guard value.index < codes.count else { return false }
                value.pixelformat = codes[Int(value.index)]
                return true
            }
        case CVideo4Linux_enumerateSizes:
            unsafe self.enumerate(argument, v4l2_frmsizeenum.self) { value, state in
                let modes = state.modes.filter { $0.code == value.pixel_format }
                guard value.index < modes.count else { return false }
                value.type = V4L2_FRMSIZE_TYPE_DISCRETE.rawValue
                value.discrete.width = modes[Int(value.index)].width
                value.discrete.height = modes[Int(value.index)].height
                return true
            }
        case CVideo4Linux_enumerateIntervals:
            unsafe self.enumerate(argument, v4l2_frmivalenum.self) { value, state in
                let mode = state.modes.first {
                    $0.code == value.pixel_format && $0.width == value.width
                        && $0.height == value.height
                }
                guard value.index == 0, let mode else { return false }
                value.type = V4L2_FRMIVAL_TYPE_DISCRETE.rawValue
                value.discrete = v4l2_fract(numerator: 1, denominator: mode.frameRate)
                return true
            }
        default: unsafe self.stream(request, argument)
        }
    }

    private func stream(_ request: UInt, _ argument: UnsafeMutableRawPointer) -> Int32 {
        switch request {
        case CVideo4Linux_setFormat:
            unsafe self.answer(.setFormat, argument, v4l2_format.self) { value, state in
                state.format.code = unsafe value.fmt.pix.pixelformat
                unsafe value.fmt.pix.bytesperline = state.stride
            }
        case CVideo4Linux_requestBuffers:
            unsafe self.answer(.requestBuffers, argument, v4l2_requestbuffers.self) {
                $0.count = $1.bufferCount
            }
        case CVideo4Linux_queryBuffer:
            unsafe self.answer(.queryBuffer, argument, v4l2_buffer.self) {
                unsafe $0.length = $1.bufferLength
            }
        case CVideo4Linux_queueBuffer:
            unsafe self.answer(.queueBuffer, argument, v4l2_buffer.self) {
                unsafe $1.queued.append($0.index)
            }
        case CVideo4Linux_dequeueBuffer:
            unsafe self.answer(.dequeueBuffer, argument, v4l2_buffer.self) { value, state in
                unsafe value.index = state.bufferIndex ?? state.queued.removeFirst()
                unsafe value.bytesused = state.usedCount ?? UInt32(state.picture.count)
                unsafe value.flags = state.flags
            }
        case CVideo4Linux_startStreaming:
            unsafe self.answer(.startStreaming, argument, Int32.self) { $1.isStreaming = true }
        case CVideo4Linux_stopStreaming:
            self.state.withLock { state in
                state.isStreaming = false
                return 0
            }
        default: -ENOTTY
        }
    }

    private func answer<Value>(
        _ call: Call, _ argument: UnsafeMutableRawPointer, _ type: Value.Type,
        _ body: (inout Value, inout State) -> Void,
    ) -> Int32 {
        if let failure = self.failure(call) { return failure }
        self.state.withLock { state in
            unsafe body(&argument.assumingMemoryBound(to: Value.self).pointee, &state)
        }
        return 0
    }

    private func enumerate<Value>(
        _ argument: UnsafeMutableRawPointer, _ type: Value.Type,
        _ body: (inout Value, State) -> Bool,
    ) -> Int32 {
        self.state.withLock { state in
            unsafe body(&argument.assumingMemoryBound(to: Value.self).pointee, state)
                ? 0 : -EINVAL
        }
    }
}
